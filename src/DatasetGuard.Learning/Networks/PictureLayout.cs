using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Networks;

/// <summary>How a network sees the images of a scan: the whole scaled down, and beside it the nine pieces that are kept in native resolution.</summary>
/// <remarks>
/// One picture for both, because the layers of a <see cref="ConvNetwork"/> end in the mean and the maximum over it: what they know of one place they know
/// of all, and a trigger of a few pixels is found in the pieces while the class is told from the whole.
/// </remarks>
public sealed class PictureLayout
{
    private const int PiecesPerRow = 3;

    private readonly int _wholeWidth;
    private readonly bool _hasPieces;

    private PictureLayout(ViewGeometry geometry, int maxSide, bool hasPieces)
    {
        _wholeWidth = Math.Min(maxSide, geometry.Width);
        _hasPieces = hasPieces;
        var side = PiecesPerRow * ViewStore.CropSide;
        Width = _wholeWidth + (hasPieces ? side : 0);
        Height = Math.Max(Math.Min(maxSide, geometry.Height), hasPieces ? side : 0);
        Channels = geometry.Channels;
    }

    public int Height { get; }

    public int Width { get; }

    public int Channels { get; }

    /// <summary>Nothing but the whole, at most <paramref name="maxSide"/> pixels a side.</summary>
    public static PictureLayout Whole(ViewGeometry geometry, int maxSide) => new(geometry, maxSide, hasPieces: false);

    /// <summary>Reads nothing but the whole, at most <paramref name="maxSide"/> pixels a side.</summary>
    public static InputReader Reader(int maxSide) => (views, samples, cancellationToken) => Whole(views.Geometry, maxSide).Load(views, samples, cancellationToken);

    /// <summary>The whole, at most <see cref="NetworkShape.MaxSide"/> pixels a side, with the pieces where it had to be scaled down.</summary>
    public static PictureLayout WithPieces(ViewGeometry geometry) => new(geometry, NetworkShape.MaxSide, geometry.HasCrops && geometry.Width > NetworkShape.MaxSide);

    /// <param name="views">Where the pixels are.</param>
    /// <param name="samples">Decoded ones.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <returns>In the order of <paramref name="samples"/>.</returns>
    public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
    {
        var images = new ByteImages(samples.Count, Height, Width, Channels);
        for (var i = 0; i < samples.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var seen = views.Read(samples[i]);
            Place(AreaResampler.Resize(seen.Whole, _wholeWidth, Height), images[i], 0, 0);
            for (var piece = 0; _hasPieces && piece < seen.Crops.Count; piece++)
                Place(seen.Crops[piece], images[i], _wholeWidth + (piece % PiecesPerRow * ViewStore.CropSide), piece / PiecesPerRow * ViewStore.CropSide);
        }

        return images;
    }

    private void Place(PixelBuffer part, Span<byte> picture, int left, int top)
    {
        for (var y = 0; y < part.Height; y++)
            part.Row(y).CopyTo(picture[((((top + y) * Width) + left) * Channels)..]);
    }
}
