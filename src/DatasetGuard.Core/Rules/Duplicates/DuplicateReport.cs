using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Duplicates;

/// <summary>Puts clusters into findings: one each for the worst, one for all that are left.</summary>
/// <remarks>
/// More findings of one rule than a person reads would bury those of the others, and an attacker can make as many pairs as he likes. The
/// last finding lists every image of the clusters that have none of their own, so that nothing is left out.
/// </remarks>
internal sealed class DuplicateReport(ScanContext context)
{
    /// <summary>Exact clusters of one rule with a finding of their own.</summary>
    public const int MaxExact = 20;

    /// <summary>The same of near duplicates: a person has to look at each, and looks at a few.</summary>
    public const int MaxNear = 5;

    private const int ShownInMessage = 3;

    private readonly Dataset _dataset = context.Dataset;

    /// <param name="rule">What the clusters are.</param>
    /// <param name="level">Of the findings.</param>
    /// <param name="clusters">At least one; all exact, or all near.</param>
    public IEnumerable<Finding> Write(RuleDescriptor rule, FindingLevel level, IReadOnlyList<DuplicateCluster> clusters)
    {
        // Ties go by content, so that renamed files stay in the same findings.
        var ordered = clusters
            .OrderByDescending(ScoreOf)
            .ThenBy(cluster => First(cluster).PixelHash)
            .ToArray();
        var max = ordered[0].IsExact ? MaxExact : MaxNear;
        foreach (var cluster in ordered.Take(max))
            yield return Single(rule, level, cluster);

        if (ordered.Length > max)
            yield return Rest(rule, level, ordered[max..]);
    }

    /// <summary>The number of copies; of near duplicates how like the two most similar ones are, since the surest come first.</summary>
    private static double ScoreOf(DuplicateCluster cluster) => cluster.IsExact ? cluster.Count : cluster.Similarities[1];

    private Sample First(DuplicateCluster cluster) => _dataset.Samples[cluster.Pictures[0][0]];

    private Finding Single(RuleDescriptor rule, FindingLevel level, DuplicateCluster cluster) => new()
    {
        RuleId = rule.Id,
        Level = level,
        Title = TitleOf(rule, cluster.IsExact),
        Message = $"{Subject(cluster)}: {Members(rule, cluster)}. {Advice(rule, cluster.IsExact)}",
        Class = CommonClass([cluster]),
        Score = ScoreOf(cluster),
        Threshold = cluster.IsExact ? 2 : context.Options.ValueOf(DuplicateRule.Near, DuplicateRule.Similarity),
        Location = FindingLocation.Of(First(cluster), _dataset),
        Samples = [.. Flagged(rule, cluster)],
        Measures = cluster.IsExact ? [] : [new Measure("leastSimilarity", cluster.Similarities[^1])],
        Pictures = _dataset.HoldsVectors ? [] : DuplicatePictures.Draw(cluster, context),
    };

    private Finding Rest(RuleDescriptor rule, FindingLevel level, DuplicateCluster[] clusters) => new()
    {
        RuleId = rule.Id,
        Level = level,
        Title = TitleOf(rule, clusters[0].IsExact),
        Message = $"{clusters.Length:N0} more groups of {Kind(clusters[0].IsExact)}, {clusters.Sum(cluster => cluster.Count):N0} "
            + $"{(_dataset.HoldsVectors ? "rows" : "images")} in all: the {(_dataset.HoldsVectors ? "rows" : "files")} of a group follow each other in the list. {Advice(rule, clusters[0].IsExact)}",
        Class = CommonClass(clusters),
        Location = FindingLocation.Of(First(clusters[0]), _dataset),
        Samples = [.. clusters.SelectMany((cluster, i) => Flagged(rule, cluster).Select(flagged => flagged with { Group = i + 1 }))],
        Measures = [new Measure("groups", clusters.Length)],
    };

    private string TitleOf(RuleDescriptor rule, bool isExact) =>
        isExact && !_dataset.HoldsVectors ? rule.Title : rule.Title.Replace("The same image", isExact ? "The same features" : "Images that look the same", StringComparison.Ordinal);

    private string Kind(bool isExact) => !isExact ? "images that look the same" : _dataset.HoldsVectors ? "rows with the same features" : "images with the same pixels";

    private IEnumerable<FlaggedSample> Flagged(RuleDescriptor rule, DuplicateCluster cluster)
    {
        var split = rule.Id == "DG1104" ? SplitThatStays(cluster) : -1;
        return cluster.Pictures.SelectMany((copies, picture) =>
            copies.Select(i => new FlaggedSample(_dataset.Samples[i], cluster.Similarities[picture]) { CopyGroup = CopyGroup(rule, cluster, i, split) }));
    }

    /// <summary>
    /// Of mere duplicates one stays, wherever it is; of a leak what is in one split: once where it is one image, and all where they only look
    /// alike. Of images with different labels none does: which label is right is not known.
    /// </summary>
    private int? CopyGroup(RuleDescriptor rule, DuplicateCluster cluster, int sample, int split) => rule.Id switch
    {
        "DG1101" or "DG1102" => cluster.Pictures[0][0],
        "DG1104" when _dataset.Samples[sample].SplitIndex == split => cluster.IsExact ? cluster.Pictures[0][0] : sample,
        _ => null,
    };

    /// <summary>Rather one for testing than that for training: results on a known test set stay comparable.</summary>
    private int SplitThatStays(DuplicateCluster cluster) => cluster.Pictures
        .SelectMany(copies => copies)
        .Select(i => _dataset.Samples[i].SplitIndex)
        .Where(split => split >= 0)
        .OrderBy(split => PathLayout.SplitOf(_dataset.Splits[split]) == "train")
        .ThenBy(split => split)
        .First();

    private string? CommonClass(IReadOnlyList<DuplicateCluster> clusters)
    {
        var classes = clusters.SelectMany(cluster => cluster.Pictures).SelectMany(copies => copies).Select(i => _dataset.Samples[i].ClassIndex).Distinct().Take(2).ToArray();
        return classes is [>= 0 and var only] ? _dataset.Classes[only] : null;
    }

    private string Subject(DuplicateCluster cluster)
    {
        if (!cluster.IsExact)
            return $"{cluster.Count:N0} images look the same (similarity {cluster.Similarities[1]:F2}{(cluster.Pictures.Count > 2 ? $" to {cluster.Similarities[^1]:F2}" : "")} of 1)";

        if (_dataset.HoldsVectors)
            return $"{cluster.Count:N0} rows have the same features, value for value";

        var files = cluster.Pictures[0].Select(i => _dataset.Samples[i].ContentHash).Distinct(StringComparer.Ordinal).Take(2).Count();
        return files == 1
            ? $"{cluster.Count:N0} files are the same, byte for byte"
            : $"{cluster.Count:N0} images have the same pixels, in files that differ";
    }

    /// <summary>A file for each label or split, since those are what is wrong; otherwise the first files.</summary>
    private string Members(RuleDescriptor rule, DuplicateCluster cluster)
    {
        var samples = cluster.Pictures.SelectMany(copies => copies).Select(i => _dataset.Samples[i]).ToArray();
        var shown = rule.Id switch
        {
            "DG1103" => samples.Where(sample => sample.ClassIndex >= 0).DistinctBy(sample => sample.ClassIndex).Select(sample => $"{Named(sample)} is labelled '{Printable.Text(_dataset.Classes[sample.ClassIndex])}'").ToList(),
            "DG1104" => [.. samples.Where(sample => sample.SplitIndex >= 0).DistinctBy(sample => sample.SplitIndex).Select(sample => $"{Named(sample)} is in '{Printable.Text(_dataset.Splits[sample.SplitIndex])}'")],
            _ => [.. samples.Select(Named)],
        };
        var more = shown.Count > ShownInMessage ? $" and {shown.Count - ShownInMessage:N0} more" : "";
        return string.Join(", ", shown.Take(ShownInMessage)) + more;
    }

    private static string Named(Sample sample) => Printable.Text(sample.Id);

    private static string Advice(RuleDescriptor rule, bool isExact) => (rule.Id, isExact) switch
    {
        ("DG1101", _) => "Training weighs it once for each copy. Keep one and remove the others.",
        ("DG1102", _) => "If they are one picture, keep one; frames of one scene may stay, as long as they stay in one split.",
        ("DG1103", true) => "At most one label is right: decide which, and remove the other files.",
        ("DG1103", false) => "Look at the difference: one of the labels is wrong, or what differs is what makes the class, or it is a trigger.",
        ("DG1104", true) => "A model is tested on what it has learnt by heart, and its accuracy reads too high. Remove the files from one split.",
        _ => "If they are one picture or one scene, the accuracy on it reads too high: keep them in one split.",
    };
}
