using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Duplicates;

/// <summary>Finds images that are in the dataset more than once: with the same pixels, or looking alike; worst, with different labels or in different splits.</summary>
public sealed class DuplicateRule : IRule
{
    /// <summary>How alike the detail of near duplicates is; of conflicts and leaks as well.</summary>
    public static readonly RuleOption Similarity = new("similarity", PictureSimilarity.MinDetail, 0.5, 1, "The least correlation of the detail of two images that look the same; holds for DG1103 and DG1104 as well.");

    /// <summary>Beyond eight bits unrelated pictures meet too often to be compared.</summary>
    public static readonly RuleOption Distance = new("distance", 4, 0, 8, "Bits of 64 in which the perceptual hashes of two images may differ for them to be compared; one less beyond a million images.") { IsWhole = true };

    public static readonly RuleDescriptor Near = new("DG1102", "near-duplicate", "Images that look the same", FindingLevel.Note, ScanDepth.Fast, typeof(DuplicateRule)) { Options = [Similarity, Distance] };

    private static readonly RuleDescriptor Exact = new("DG1101", "exact-duplicate", "The same image more than once", FindingLevel.Warning, ScanDepth.Fast, typeof(DuplicateRule)) { TakesVectors = true };
    private static readonly RuleDescriptor Conflict = new("DG1103", "label-conflict", "The same image with different labels", FindingLevel.Error, ScanDepth.Fast, typeof(DuplicateRule)) { TakesVectors = true };
    private static readonly RuleDescriptor Leak = new("DG1104", "split-leak", "The same image in different splits", FindingLevel.Error, ScanDepth.Fast, typeof(DuplicateRule)) { TakesVectors = true };

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Exact, Near, Conflict, Leak];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var pictures = Pictures(context.Dataset.Samples);
        var exact = pictures.Where(copies => copies.Length > 1).Select(copies => new DuplicateCluster([copies], [1])).ToList();
        var search = new NearDuplicates(context, cancellationToken);
        var near = search.Find(pictures);

        DuplicateCluster[] clusters = [.. exact, .. near];
        var report = new DuplicateReport(context);
        return new RuleOutcome
        {
            Findings = [.. clusters
                .SelectMany(cluster => RulesFor(cluster, context).Select(rule => (Rule: rule, Cluster: cluster)))
                .GroupBy(item => (item.Rule, item.Cluster.IsExact), item => item.Cluster)
                .SelectMany(group => report.Write(group.Key.Rule, LevelOf(group.Key.Rule, group.Key.IsExact), [.. group]))],
            Scores = [Scores(clusters, context.Dataset.Samples.Count)],
            Limits = Limits(pictures, search.CutCount, context.Dataset.Samples),
        };
    }

    /// <summary>The decoded images by their pixels, each list in the dataset's order.</summary>
    private static List<int[]> Pictures(IReadOnlyList<Sample> samples) => [.. Enumerable.Range(0, samples.Count)
        .Where(i => samples[i].PixelHash is not null)
        .GroupBy(i => samples[i].PixelHash!.Value)
        .Select(group => group.ToArray())];

    /// <summary>A conflict or a leak that is reported as such is not reported as a mere duplicate as well.</summary>
    private static List<RuleDescriptor> RulesFor(DuplicateCluster cluster, ScanContext context)
    {
        var rules = new List<RuleDescriptor>();
        if (cluster.Differs(sample => sample.ClassIndex, context.Dataset))
            rules.Add(Conflict);
        if (cluster.Differs(sample => sample.SplitIndex, context.Dataset))
            rules.Add(Leak);

        rules.RemoveAll(rule => context.Options.Disabled.Contains(rule.Id));
        return rules.Count > 0 ? rules : [cluster.IsExact ? Exact : Near];
    }

    /// <summary>That two files look alike is no proof that they are one image.</summary>
    private static FindingLevel LevelOf(RuleDescriptor rule, bool isExact) => isExact || rule.Level < FindingLevel.Error ? rule.Level : FindingLevel.Warning;

    /// <summary>How like each image is to the most similar other one of its clusters.</summary>
    private static ScoreColumn Scores(DuplicateCluster[] clusters, int count)
    {
        var values = new float[count];
        Array.Fill(values, float.NaN);
        foreach (var cluster in clusters)
        {
            for (var picture = 0; picture < cluster.Pictures.Count; picture++)
            {
                // The first one is at best as like to the others as the second is to it.
                var similarity = (float)cluster.Similarities[cluster.IsExact ? 0 : Math.Max(1, picture)];
                foreach (var i in cluster.Pictures[picture])
                    values[i] = float.IsNaN(values[i]) ? similarity : Math.Max(values[i], similarity);
            }
        }

        return new ScoreColumn("duplicate", values);
    }

    private static Dictionary<string, string> Limits(List<int[]> pictures, int cut, IReadOnlyList<Sample> samples)
    {
        var limits = new Dictionary<string, string>();
        var unread = samples.Count(sample => sample.PixelHash is null);
        var plain = pictures.Sum(copies => samples[copies[0]].PerceptualHash is null ? copies.Length : 0);
        if (unread > 0)
        {
            var what = samples.Any(sample => sample.VectorLength is not null) ? "features that can be compared" : "pixels";
            foreach (var rule in new[] { Exact, Near, Conflict, Leak })
                limits[rule.Id] = $"Not looked at: {unread:N0} without {what}.";
        }

        (int Count, string What)[] near =
        [
            (unread, "without pixels"),
            (plain, "too plain or too small to be compared by their looks"),
            (cut, "with too many others of nearly the same hash to be compared with all"),
        ];
        if (plain + cut > 0)
            limits[Near.Id] = $"Not looked at: {string.Join("; ", near.Where(limit => limit.Count > 0).Select(limit => $"{limit.Count:N0} {limit.What}"))}.";

        return limits;
    }
}
