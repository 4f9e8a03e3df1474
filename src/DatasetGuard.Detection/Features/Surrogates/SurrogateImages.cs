using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>The images of all rows in the one size that a network looks at.</summary>
/// <param name="context">Where the pixels are.</param>
/// <param name="rows">Which images.</param>
/// <param name="maxSide">Larger pictures are scaled down to this side.</param>
internal sealed class SurrogateImages(ScanContext context, ClassRows rows, int maxSide)
{
    public int Width { get; } = ImageLoading.SizeOf(context.Views.Geometry, maxSide).Width;

    public int Channels => context.Views.Geometry.Channels;

    /// <summary>Reads some rows, in their order.</summary>
    public ByteImages Read(int[] chosen, CancellationToken cancellationToken) =>
        ImageLoading.Load(context.Views, Array.ConvertAll(chosen, row => context.Dataset.Samples[rows.Samples[row]]), maxSide, cancellationToken);
}
