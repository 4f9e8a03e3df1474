using DatasetGuard.Core;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>Puts what was measured into findings and score columns.</summary>
/// <param name="analysis">The measurements.</param>
/// <param name="context">The dataset.</param>
/// <param name="encoder">What the features are.</param>
internal sealed class CollisionReport(CollisionAnalysis analysis, ScanContext context, string encoder)
{
    /// <summary>What is so much less fragile than the cut belongs to a group that is there anyway.</summary>
    private const double MemberAllowance = 2;

    /// <summary>The conformity is evidence, and named for images that are out of the ordinary in their fragility as well.</summary>
    private const double ConflictFragility = 4;

    /// <summary>Two in ten thousand clean images that are less fragile resemble an image of another class by chance.</summary>
    private const double WatermarkFragility = 6;

    /// <summary>The images over the cut: together where enough have one rival class, else each alone.</summary>
    public IEnumerable<Finding> Collisions(RuleDescriptor rule, double cut)
    {
        var groups = Enumerable.Range(0, analysis.Set.Rows)
            .Where(row => analysis.Fragility.Score[row] > cut - MemberAllowance)
            .OrderByDescending(row => analysis.Fragility.Score[row])
            .ThenBy(row => analysis.Set.SampleOf(row, context).Id, StringComparer.Ordinal)
            .GroupBy(row => analysis.Fragility.Rivals[row]);
        foreach (var group in groups)
        {
            int[] over = [.. group.TakeWhile(row => analysis.Fragility.Score[row] > cut)];
            if (over.Length >= CollisionRule.GroupSize)
            {
                yield return Group(rule, [.. group], over.Length, cut);
                continue;
            }

            foreach (var row in over)
                yield return Single(rule, row, cut);
        }
    }

    /// <summary>Images whose neighbours are another class's although they look different, in one list.</summary>
    public IEnumerable<Finding> Conflicts(RuleDescriptor rule, double maxRatio)
    {
        var conformity = analysis.Conformity;
        int[] rows = [.. Enumerable.Range(0, analysis.Set.Rows).Where(row => conformity.IsConflict(row, maxRatio) && analysis.Fragility.Score[row] > ConflictFragility).OrderBy(row => conformity.Ratio[row]).ThenBy(row => analysis.Set.SampleOf(row, context).Id, StringComparer.Ordinal)];
        if (rows.Length == 0)
            yield break;

        var samples = Flagged(rows, row => 1 - conformity.Share[row]);
        yield return new Finding
        {
            RuleId = rule.Id,
            Level = rule.Level,
            Title = rule.Title,
            Message = $"{Number(rows.Length, "image lies", "images lie")} among another class in the encoder's features ({encoder}), and the nearest image of that class looks quite different: "
                + "hard images do, wrong labels do, and images that were made to collide do. Look at them with DG2101's findings; alone they are no evidence.",
            Location = FindingLocation.Of(samples[0].Sample, context.Dataset),
            Samples = samples,
            IsList = true,
        };
    }

    /// <summary>Images over which a picture of another class lies: together where it is the same picture.</summary>
    public IEnumerable<Finding> Watermarks(RuleDescriptor rule, double leastWeight)
    {
        if (analysis.Watermarks is not { } watermarks)
            yield break;

        var groups = Enumerable.Range(0, analysis.Set.Rows)
            .Where(row => watermarks[row].IsClear(leastWeight) && analysis.Fragility.Score[row] > WatermarkFragility)
            .OrderByDescending(row => watermarks[row].Fit.Weight)
            .ThenBy(row => analysis.Set.SampleOf(row, context).Id, StringComparer.Ordinal)
            .GroupBy(row => watermarks[row].Source);
        foreach (var group in groups)
        {
            int[] rows = [.. group];
            var source = analysis.Set.SampleOf(group.Key, context);
            var samples = Flagged(rows, row => watermarks[row].Fit.Weight);
            yield return new Finding
            {
                RuleId = rule.Id,
                Level = rule.Level,
                Title = rule.Title,
                Message = $"The fine structure of '{Printable.Text(source.Id)}' of class '{ClassName(analysis.Set.Labels[group.Key])}' stands in {Number(rows.Length, "image", "images")} of {Classes(rows)} "
                    + $"with a weight of up to {watermarks[rows[0]].Fit.Weight:P0}, as when the one is blended faintly over the other. That is the watermark that helps a poisoned image to collide with its target. "
                    + "Look at the pictures; if they have nothing in common, remove the listed images.",
                Class = CommonClass(rows),
                Subject = source.ContentHash,
                Score = watermarks[rows[0]].Fit.Weight,
                Threshold = leastWeight,
                Location = FindingLocation.Of(samples[0].Sample, context.Dataset),
                Samples = samples,
                Measures = [new Measure("weight", watermarks[rows[0]].Fit.Weight), new Measure("deviations", watermarks[rows[0]].Fit.Deviations), new Measure("lead", watermarks[rows[0]].Lead)],
                Pictures = [CollisionPictures.Pair(analysis, context, rows[0], group.Key)],
            };
        }
    }

    public IReadOnlyList<ScoreColumn> Scores()
    {
        List<ScoreColumn> columns =
        [
            Column("collision_fragility", row => analysis.Fragility.Score[row]),
            Column("knn_conformity", row => analysis.Conformity.Share[row]),
            Column("collision_ratio", row => analysis.Conformity.Ratio[row]),
        ];
        if (analysis.Watermarks is { } watermarks)
            columns.Add(Column("watermark_weight", row => watermarks[row].Source < 0 ? double.NaN : watermarks[row].Fit.Weight));

        return columns;
    }

    private Finding Single(RuleDescriptor rule, int row, double cut) => Collision(rule, [row], row, cut) with
    {
        Level = FindingLevel.Warning,
        Message = $"An image of class '{ClassName(analysis.Set.Labels[row])}' has features ({encoder}) that do not hold: moved by one pixel or saved as JPEG it goes away from class "
            + $"'{ClassName(analysis.Fragility.Rivals[row])}' and back to its own, {analysis.Fragility.Score[row]:0.0} robust standard deviations out. So does an image that was made to collide with one of that class "
            + "in this encoder; one such image can be enough to poison a head trained on a few hundred. Look at it beside its neighbours; when in doubt, remove it or save it as JPEG.",
        Pictures = [CollisionPictures.Single(analysis, context, row, "the image, and the nearest ones of the other class in the encoder's features")],
    };

    private Finding Group(RuleDescriptor rule, int[] rows, int over, double cut) => Collision(rule, rows, rows[0], cut) with
    {
        Level = FindingLevel.Error,
        Message = $"{rows.Length:N0} images of {Classes(rows)} have features ({encoder}) that do not hold: moved by one pixel or saved as JPEG they go away from class '{ClassName(analysis.Fragility.Rivals[rows[0]])}' and back to their own. "
            + $"{over:N0} of them would be reported alone, and {CollisionRule.GroupSize} with one class are no chance: they were made to collide with that class in this encoder. Remove them, and find out who added them.",
        Pictures = CollisionPictures.Group(analysis, context, rows),
    };

    /// <summary>What both have in common.</summary>
    private Finding Collision(RuleDescriptor rule, int[] rows, int first, double cut)
    {
        var samples = Flagged(rows, row => analysis.Fragility.Score[row]);
        List<Measure> measures =
        [
            new("displacement", analysis.Fragility.Displacement[first]),
            new("return", analysis.Fragility.Return[first]),
            new("conformity", analysis.Conformity.Share[first]),
        ];
        if (double.IsFinite(analysis.Conformity.Ratio[first]))
            measures.Add(new Measure("collisionRatio", analysis.Conformity.Ratio[first]));

        return new Finding
        {
            RuleId = rule.Id,
            Level = rule.Level,
            Title = rule.Title,
            Message = "",
            Class = CommonClass(rows),
            Subject = context.Dataset.Classes[analysis.Fragility.Rivals[first]],
            Score = analysis.Fragility.Score[first],
            Threshold = cut,
            Location = FindingLocation.Of(samples[0].Sample, context.Dataset),
            Samples = samples,
            Measures = measures,
        };
    }

    private FlaggedSample[] Flagged(int[] rows, Func<int, double> score) => Array.ConvertAll(rows, row => new FlaggedSample(analysis.Set.SampleOf(row, context), score(row)));

    private ScoreColumn Column(string name, Func<int, double> value)
    {
        var values = new float[context.Dataset.Samples.Count];
        Array.Fill(values, float.NaN);
        for (var row = 0; row < analysis.Set.Rows; row++)
            values[analysis.Set.Samples[row]] = (float)value(row);

        return new ScoreColumn(name, values);
    }

    private string? CommonClass(int[] rows) =>
        rows.Select(row => analysis.Set.Labels[row]).Distinct().ToArray() is [var only] ? context.Dataset.Classes[only] : null;

    private string Classes(int[] rows)
    {
        string[] names = [.. rows.Select(row => analysis.Set.Labels[row]).Distinct().Order().Select(label => $"'{ClassName(label)}'")];
        return names.Length == 1 ? $"class {names[0]}" : names.Length <= 3 ? $"the classes {string.Join(", ", names)}" : $"{names.Length:N0} classes";
    }

    private string ClassName(int label) => Printable.Text(context.Dataset.Classes[label]);

    private static string Number(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count:N0} {many}";
}
