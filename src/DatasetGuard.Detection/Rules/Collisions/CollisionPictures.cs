using System.Numerics.Tensors;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>Shows images beside those that the encoder takes them for.</summary>
internal static class CollisionPictures
{
    private const int MaxExamples = 8;
    private const int Nearest = 4;

    /// <summary>One image, and the nearest of the rival class.</summary>
    public static EvidencePicture Single(CollisionAnalysis analysis, ScanContext context, int row, string caption)
    {
        int[] rows = [row, .. NearestOf(analysis, row)];
        return new EvidencePicture("collision", caption, PictureRow.Of([.. rows.Select(each => analysis.Set.PictureOf(each, context))]));
    }

    /// <summary>The first images of a group, and for each the nearest of the rival class.</summary>
    public static IReadOnlyList<EvidencePicture> Group(CollisionAnalysis analysis, ScanContext context, IReadOnlyList<int> rows)
    {
        var shown = rows.Take(MaxExamples).ToArray();
        return
        [
            Row("images", "the images, the most fragile first", shown),
            Row("rivals", "for each of them, the nearest image of the other class", [.. shown.SelectMany(row => NearestOf(analysis, row).Take(1))]),
        ];

        EvidencePicture Row(string name, string caption, int[] of) => new(name, caption, PictureRow.Of([.. of.Select(row => analysis.Set.PictureOf(row, context))]));
    }

    public static EvidencePicture Pair(CollisionAnalysis analysis, ScanContext context, int row, int source) =>
        new("watermark", "the image, and the picture that lies faintly over it", PictureRow.Of([analysis.Set.PictureOf(row, context), analysis.Set.PictureOf(source, context)]));

    /// <summary>By cosine; of equal ones the first.</summary>
    private static IEnumerable<int> NearestOf(CollisionAnalysis analysis, int row)
    {
        var set = analysis.Set;
        return Enumerable.Range(0, set.Rows)
            .Where(other => set.Labels[other] == analysis.Fragility.Rivals[row])
            .Select(other => (other, cosine: TensorPrimitives.CosineSimilarity<float>(set.Features.Row(row), set.Features.Row(other))))
            .OrderByDescending(pair => pair.cosine)
            .Take(Nearest)
            .Select(pair => pair.other);
    }
}
