using DatasetGuard.Core;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Rules.Surrogates;

namespace DatasetGuard.Detection.Rules.Labels;

/// <summary>Labels that networks which did not see them find wrong: one by one, and many of one class.</summary>
internal static class LabelRules
{
    public static readonly RuleDescriptor Mislabelled = new("DG1304", "likely-mislabelled", "Images that look like another class", FindingLevel.Note, ScanDepth.Standard, typeof(SurrogateRule));
    public static readonly RuleDescriptor Flips = new("DG2301", "label-flips", "Images of many classes under one label", FindingLevel.Warning, ScanDepth.Standard, typeof(SurrogateRule));

    /// <summary>A network that errs more often than this says more of itself than of the labels.</summary>
    private const double LeastAccuracy = 0.8;

    public static IReadOnlyList<RuleDescriptor> All { get; } = [Mislabelled, Flips];

    /// <summary>Why these rules do not look at this dataset; null when they do.</summary>
    public static string? ReasonToSkip(OutOfFold outOfFold, ClassRows rows)
    {
        var accuracy = outOfFold.Accuracy(rows.Labels);
        return accuracy >= LeastAccuracy ? null : $"Not checked: networks trained on one half of the images find {accuracy:P0} of the other half in their class, and {LeastAccuracy:P0} are needed to tell wrong labels from hard images.";
    }

    public static IEnumerable<Finding> Report(OutOfFold outOfFold, ClassRows rows, ScanContext context)
    {
        var mislabelled = ConfidentLearning.Mislabelled(outOfFold, rows.Labels, rows.Classes);
        if (mislabelled.Length == 0)
            yield break;

        FlaggedSample Flagged(int row) => new(context.Dataset.Samples[rows.Samples[row]], 1 - outOfFold.LabelProbability[row]);
        string NameOf(int c) => Printable.Text(context.Dataset.Classes[c]);
        var all = Array.ConvertAll(mislabelled, Flagged);
        yield return new Finding
        {
            RuleId = Mislabelled.Id,
            Level = Mislabelled.Level,
            Title = Mislabelled.Title,
            Message = $"{all.Length:N0} of {rows.Count:N0} images look like another class to networks that were trained on the other half of the images, such as {Printable.Text(all[0].Sample.Id)}, which looks like '{NameOf(outOfFold.Predicted[mislabelled[0]])}'. Look at the first images of the list and mend their labels.",
            Score = all[0].Score,
            Location = FindingLocation.Of(all[0].Sample, context.Dataset),
            IsList = true,
            Samples = all,
        };

        int[] counts = [.. Enumerable.Range(0, rows.Classes).Select(rows.CountOf)];
        foreach (var found in FlipConcentration.Of([.. mislabelled.Select(row => (rows.Labels[row], outOfFold.Predicted[row]))], counts))
        {
            var own = mislabelled.Where(row => rows.Labels[row] == found.Class).Select(Flagged).ToList();
            yield return new Finding
            {
                RuleId = Flips.Id,
                Level = Flips.Level,
                Title = Flips.Title,
                Message = $"{own.Count:N0} images of class '{NameOf(found.Class)}' ({found.Share:P1} of it) look like other classes, at most {found.LargestSource:P0} of them like the same one, and no other class has so many. Annotators confuse two classes; an attack moves images of all classes into one. Look at the first images of the list and mend their labels.",
                Class = context.Dataset.Classes[found.Class],
                Score = found.Share,
                Location = FindingLocation.Of(own[0].Sample, context.Dataset),
                Samples = own,
            };
        }
    }
}
