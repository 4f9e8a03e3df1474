using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Networks;

/// <summary>Brings images of a scan to the size that a network sees.</summary>
public static class ImageLoading
{
    /// <summary>The size of what <see cref="Load"/> gives.</summary>
    /// <param name="geometry">Of the scan.</param>
    /// <param name="maxSide">Larger pictures are scaled down to this side.</param>
    public static (int Height, int Width) SizeOf(ViewGeometry geometry, int maxSide) => (Math.Min(maxSide, geometry.Height), Math.Min(maxSide, geometry.Width));

    /// <param name="views">Where the pixels are.</param>
    /// <param name="samples">Decoded ones.</param>
    /// <param name="maxSide">Larger pictures are scaled down to this side.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <returns>In the order of <paramref name="samples"/>.</returns>
    public static ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, int maxSide, CancellationToken cancellationToken)
    {
        var (height, width) = SizeOf(views.Geometry, maxSide);
        var images = new ByteImages(samples.Count, height, width, views.Geometry.Channels);
        for (var i = 0; i < samples.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AreaResampler.Resize(views.Read(samples[i]).Whole, width, height).Pixels.CopyTo(images[i]);
        }

        return images;
    }
}
