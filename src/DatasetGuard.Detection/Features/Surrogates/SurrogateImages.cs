using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>The images of all rows in the one size that a network looks at.</summary>
/// <param name="context">Where the pixels are.</param>
/// <param name="rows">Which images.</param>
/// <param name="maxSide">Larger pictures are scaled down to this side.</param>
internal sealed class SurrogateImages(ScanContext context, ClassRows rows, int maxSide)
{
    public int Width { get; } = Math.Min(maxSide, context.Views.Geometry.Width);

    public int Height { get; } = Math.Min(maxSide, context.Views.Geometry.Height);

    public int Channels => context.Views.Geometry.Channels;

    /// <summary>Reads some rows, in their order.</summary>
    public ByteImages Read(int[] chosen, CancellationToken cancellationToken)
    {
        var images = new ByteImages(chosen.Length, Height, Width, Channels);
        for (var i = 0; i < chosen.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var whole = context.Views.Read(context.Dataset.Samples[rows.Samples[chosen[i]]]).Whole;
            AreaResampler.Resize(whole, Width, Height).Pixels.CopyTo(images[i]);
        }

        return images;
    }
}
