using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Shows what a group has in common, and some of its images.</summary>
internal static class TriggerPictures
{
    public const int MaxExamples = 8;

    /// <param name="map">What the group has.</param>
    /// <param name="examples">The surest members first, at least one.</param>
    public static IReadOnlyList<EvidencePicture> Draw(TriggerMap map, PixelBuffer[] examples) =>
    [
        new EvidencePicture("trigger", "what the group has and other classes have not, around middle gray", Stretch(map.Difference, examples[0])),
        new EvidencePicture("examples", "images of the group, the surest first", PictureRow.Of(examples)) { IsOfSamples = true },
    ];

    private static PixelBuffer Stretch(float[] difference, PixelBuffer like)
    {
        var largest = Math.Max(1, difference.Max(Math.Abs));
        var picture = new PixelBuffer(like.Width, like.Height, like.Channels);
        for (var i = 0; i < difference.Length; i++)
            picture.Data[i] = (byte)MathF.Round(128 + (127 * difference[i] / largest));

        return picture;
    }
}
