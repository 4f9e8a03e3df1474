using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>The images of all rows as a network sees them.</summary>
/// <param name="context">Where the pixels are.</param>
/// <param name="rows">Which images.</param>
/// <param name="layout">What the network sees of each.</param>
/// <param name="edgesOnly">It sees the <see cref="EdgeMaps"/> of that.</param>
internal sealed class SurrogateImages(ScanContext context, ClassRows rows, PictureLayout layout, bool edgesOnly = false)
{
    public int Width => layout.Width;

    public int Channels => edgesOnly ? EdgeMaps.Directions : layout.Channels;

    /// <summary>Reads some rows, in their order.</summary>
    public ByteImages Read(int[] chosen, CancellationToken cancellationToken)
    {
        var images = layout.Load(context.Views, Array.ConvertAll(chosen, row => context.Dataset.Samples[rows.Samples[row]]), cancellationToken);
        return edgesOnly ? EdgeMaps.Of(images) : images;
    }
}
