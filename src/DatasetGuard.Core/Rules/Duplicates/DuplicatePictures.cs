using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Duplicates;

/// <summary>Shows the images of a cluster side by side, and for near duplicates where the first two differ.</summary>
internal static class DuplicatePictures
{
    private const int MaxImages = 4;

    public static IReadOnlyList<EvidencePicture> Draw(DuplicateCluster cluster, ScanContext context)
    {
        var shown = cluster.IsExact ? cluster.Pictures[0].Take(MaxImages) : cluster.Pictures.Take(MaxImages).Select(copies => copies[0]);
        var images = shown.Select(i => context.Views.Read(context.Dataset.Samples[i]).Whole).ToArray();
        var side = new EvidencePicture("images", cluster.IsExact ? "the same image under each of its names" : "images that look the same", PictureRow.Of(images)) { IsOfSamples = true };
        return cluster.IsExact
            ? [side]
            : [side, new EvidencePicture("difference", "second image less first, around middle gray, stretched", Difference(images[0], images[1]))];
    }

    private static PixelBuffer Difference(PixelBuffer first, PixelBuffer second)
    {
        ReadOnlySpan<byte> a = first.Pixels, b = second.Pixels;
        var largest = 1;
        for (var i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(b[i] - a[i]));

        var result = new PixelBuffer(first.Width, first.Height, first.Channels);
        for (var i = 0; i < a.Length; i++)
            result.Pixels[i] = (byte)(128 + (127 * (b[i] - a[i]) / largest));

        return result;
    }
}
