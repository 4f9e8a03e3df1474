using DatasetGuard.Core;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Detection.Rules.Surrogates;

namespace DatasetGuard.Detection.Rules.Labels;

/// <summary>Labels that networks which did not see them find wrong: one by one, and many of one class.</summary>
internal static class LabelRules
{
    /// <summary>Networks that err more often say more of themselves than of the labels.</summary>
    private static readonly RuleOption LeastAccuracy = new("accuracy", 0.8, 0, 1, "The share of unseen images that the networks must find in their class before they are believed.");

    private static readonly RuleOption LeastShare = new("share", FlipConcentration.LeastShare, 0.001, 1, "The share of a class that looks mislabelled from which it is reported.");

    public static readonly RuleDescriptor Mislabelled = new("DG1304", "likely-mislabelled", "Images that look like another class", FindingLevel.Note, ScanDepth.Standard, typeof(SurrogateRule)) { Options = [LeastAccuracy] };
    public static readonly RuleDescriptor Flips = new("DG2301", "label-flips", "Images of many classes under one label", FindingLevel.Warning, ScanDepth.Standard, typeof(SurrogateRule)) { Options = [LeastAccuracy, LeastShare] };

    public static IReadOnlyList<RuleDescriptor> All { get; } = [Mislabelled, Flips];

    /// <summary>Why one of these rules does not look at this dataset; null when it does.</summary>
    public static string? ReasonToSkip(RuleDescriptor rule, OutOfFold outOfFold, ClassRows rows, ScanOptions options)
    {
        var (accuracy, least) = (outOfFold.Accuracy(rows.Labels), options.ValueOf(rule, LeastAccuracy));
        if (rule == Flips && ClassCalibration.ReasonToSkip(Enumerable.Range(0, rows.Classes).Count(c => rows.CountOf(c) > 0)) is { } reason)
            return reason;

        return accuracy >= least ? null : $"Not checked: networks trained on one half of the images find {accuracy:P0} of the other half in their class, and {least:P0} are needed to tell wrong labels from hard images.";
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
        foreach (var found in FlipConcentration.Of([.. mislabelled.Select(row => (rows.Labels[row], outOfFold.Predicted[row]))], counts, context.Options.ValueOf(Flips, LeastShare)))
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
