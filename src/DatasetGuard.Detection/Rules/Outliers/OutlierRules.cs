using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Surrogates;

namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>The classic outlier tests of feature space. An outlier is not always a trigger: they suspect, and never fail a build by themselves.</summary>
internal static class OutlierRules
{
    private static readonly RuleOption FalseAlarm = new("falseAlarm", ClassCalibration.FamilyError, 1e-9, 0.5, "Chance that any class of a clean dataset is named.");
    private static readonly RuleOption FalseListing = new("falseAlarm", ClassCalibration.FamilyError, 1e-9, 0.5, "Chance that any image of a clean dataset is listed.");
    private static readonly RuleOption Silhouette = new("silhouette", TwoMeans.LeastSilhouette, 0.3, 0.95, "How far apart the two clusters of a class lie, from about 0.3 for one round cloud to 1 for two points.");

    public static readonly RuleDescriptor Spectral = new("DG2001", "spectral-signature", "A class whose features point one way", FindingLevel.Warning, ScanDepth.Standard, typeof(SurrogateRule)) { TakesVectors = true, Options = [FalseAlarm] };
    public static readonly RuleDescriptor Cluster = new("DG2002", "minority-cluster", "A smaller cluster apart in one class", FindingLevel.Warning, ScanDepth.Standard, typeof(SurrogateRule)) { TakesVectors = true, Options = [FalseAlarm, Silhouette] };
    public static readonly RuleDescriptor Entropy = new("DG2003", "quantum-entropy", "A group that widens one class", FindingLevel.Note, ScanDepth.Standard, typeof(SurrogateRule)) { TakesVectors = true, Options = [FalseAlarm] };
    public static readonly RuleDescriptor Isolated = new("DG2004", "isolated-images", "Images unlike their class and all others", FindingLevel.Note, ScanDepth.Standard, typeof(SurrogateRule)) { TakesVectors = true, Options = [FalseListing] };

    private const double LeastBimodality = 5.0 / 9;

    /// <summary>Robust standard deviations from which an image is listed with its group.</summary>
    private const double FarOut = 3;

    /// <summary>Fewer are single images, not a group.</summary>
    private const int LeastGroup = 8;

    public static IReadOnlyList<RuleDescriptor> All { get; } = [Spectral, Cluster, Entropy, Isolated];

    /// <summary>Why one of these rules does not look at this dataset; null when it does.</summary>
    /// <param name="rule">One of <see cref="All"/>.</param>
    /// <param name="classes">Number of classes that are large enough.</param>
    public static string? ReasonToSkip(RuleDescriptor rule, int classes) => rule == Isolated ? null : ClassCalibration.ReasonToSkip(classes);

    /// <param name="classes">Every class that was looked at.</param>
    /// <param name="proven">Classes in which more is shown than these tests can say.</param>
    /// <param name="rows">The images.</param>
    /// <param name="context">The scan.</param>
    /// <param name="features">What the features are, for messages.</param>
    public static IEnumerable<Finding> Report(IReadOnlyList<ClassOutliers> classes, IReadOnlySet<int> proven, ClassRows rows, ScanContext context, string features)
    {
        var spectral = ClassCalibration.StandsOut([.. classes.Select(one => SpectralSignature.Prominence(one.Space))], context.Options.ValueOf(Spectral, FalseAlarm));
        var clusters = ClassCalibration.StandsOut([.. classes.Select(one => one.Clusters.Silhouette)], context.Options.ValueOf(Cluster, FalseAlarm));
        var entropy = ClassCalibration.StandsOut([.. classes.Select(one => one.Entropy.Average())], context.Options.ValueOf(Entropy, FalseAlarm));
        for (var i = 0; i < classes.Count; i++)
        {
            var one = classes[i];
            if (proven.Contains(one.Class))
                continue;

            foreach (var finding in Groups(one, (clusters[i], spectral[i], entropy[i]), rows, context, features).Where(finding => finding.Samples.Count >= LeastGroup))
                yield return finding;
        }

        if (IsolatedImages(classes, proven, rows, context, features) is { } isolated)
            yield return isolated;
    }

    public static IEnumerable<ScoreColumn> Scores(IReadOnlyList<ClassOutliers> classes, ClassRows rows, Dataset dataset) =>
    [
        Column("spectral_signature", (one, i) => one.Spectral[i], classes, rows, dataset),
        Column("minority_cluster", (one, i) => one.Clusters.Offsets[i], classes, rows, dataset),
        Column("quantum_entropy", (one, i) => one.Entropy[i], classes, rows, dataset),
        Column("robust_distance", (one, i) => one.Distances[i], classes, rows, dataset),
    ];

    private static ScoreColumn Column(string name, Func<ClassOutliers, int, double> score, IReadOnlyList<ClassOutliers> classes, ClassRows rows, Dataset dataset)
    {
        var values = new float[dataset.Samples.Count];
        Array.Fill(values, float.NaN);
        foreach (var one in classes)
        {
            for (var i = 0; i < one.Space.Count; i++)
                values[rows.Samples[rows.Starts[one.Class] + i]] = (float)score(one, i);
        }

        return new ScoreColumn(name, values);
    }

    private static IEnumerable<Finding> Groups(ClassOutliers one, (bool Clusters, bool Spectral, bool Entropy) standsOut, ClassRows rows, ScanContext context, string features)
    {
        var (least, seed) = (context.Options.ValueOf(Cluster, Silhouette), context.Options.Seed);
        if (standsOut.Clusters && one.Clusters.IsApart(least) && ClassCalibration.ExceedsNull(one.Space, space => TwoMeans.Of(space).Silhouette, seed, context.Options.ValueOf(Cluster, FalseAlarm)))
        {
            yield return Group(Cluster, one, i => one.Clusters.Offsets[i], cut: 0, (one.Clusters.Silhouette, least), $"lie apart from the rest of it in {features}", rows, context);
        }

        if (standsOut.Spectral && SpectralSignature.Bimodality(one.Space) > LeastBimodality
            && ClassCalibration.ExceedsNull(one.Space, SpectralSignature.Bimodality, seed, context.Options.ValueOf(Spectral, FalseAlarm)))
        {
            var (centre, scale) = RobustScale.Of([.. Enumerable.Range(0, one.Space.Count).Select(i => (double)one.Space[i][0])]);
            yield return Group(Spectral, one, i => Math.Abs(one.Space[i][0] - centre) / scale, FarOut, (SpectralSignature.Prominence(one.Space), null), "lie far out in the one direction in which the class varies most", rows, context);
        }

        if (standsOut.Entropy && ClassCalibration.ExceedsNull(one.Space, ClassOutliers.MeanEntropy, seed, context.Options.ValueOf(Entropy, FalseAlarm)))
            yield return Group(Entropy, one, i => one.Entropy[i], Cut(one.Entropy), (one.Entropy.Average(), null), "widen the class in directions in which its other images do not vary", rows, context);
    }

    private static string Kind(Dataset dataset) => dataset.HoldsVectors ? "feature vectors" : "images";

    /// <summary>So many robust standard deviations above the class's median, in logarithms.</summary>
    private static double Cut(IEnumerable<double> scores)
    {
        var (centre, scale) = RobustScale.Of([.. scores.Select(score => Math.Log(score + double.Epsilon))]);
        return Math.Exp(centre + (FarOut * scale));
    }

    private static Finding Group(
        RuleDescriptor rule, ClassOutliers one, Func<int, double> score, double cut, (double Value, double? Threshold) statistic, string what, ClassRows rows, ScanContext context)
    {
        var dataset = context.Dataset;
        var members = Enumerable.Range(0, one.Space.Count).Where(i => score(i) > cut).OrderByDescending(score).ThenBy(i => i).ToList();
        var samples = members.ConvertAll(i => new FlaggedSample(dataset.Samples[rows.Samples[rows.Starts[one.Class] + i]], score(i)));
        var name = dataset.Classes[one.Class];
        return new Finding
        {
            RuleId = rule.Id,
            Level = rule.Level,
            Title = rule.Title,
            Message = $"{samples.Count:N0} {Kind(dataset)} of class '{Printable.Text(name)}' ({(double)samples.Count / one.Space.Count:P1} of it) {what}. "
                + "That is how poisoned images look, and also how two kinds of images under one label look; that they carry a trigger could not be shown. "
                + "Look at the first images of the list; if they are one kind, a class of their own may serve better.",
            Class = name,
            Score = statistic.Value,
            Threshold = statistic.Threshold,
            Location = samples.Count > 0 ? FindingLocation.Of(samples[0].Sample, dataset) : new FindingLocation(LocationKind.Dataset, dataset.Root),
            Samples = samples,
        };
    }

    /// <summary>Images whose robust distance stands out among those of the whole dataset, with so many images looked at.</summary>
    private static Finding? IsolatedImages(IReadOnlyList<ClassOutliers> classes, IReadOnlySet<int> proven, ClassRows rows, ScanContext context, string features)
    {
        var distances = classes.SelectMany(one => one.Distances).Where(distance => distance > 0).Select(distance => Math.Log(distance)).ToArray();
        if (distances.Length == 0)
            return null;

        var (centre, scale) = RobustScale.Of(distances);
        var cut = Math.Exp(centre + (NormalQuantile.Of(1 - (context.Options.ValueOf(Isolated, FalseListing) / distances.Length)) * scale));
        var far = classes
            .Where(one => !proven.Contains(one.Class))
            .SelectMany(one => one.Distances.Select((distance, i) => (Row: rows.Starts[one.Class] + i, Distance: distance)))
            .Where(item => item.Distance > cut)
            .OrderByDescending(item => item.Distance)
            .ThenBy(item => item.Row)
            .Select(item => new FlaggedSample(context.Dataset.Samples[rows.Samples[item.Row]], item.Distance))
            .ToList();
        return far.Count == 0 ? null : new Finding
        {
            RuleId = Isolated.Id,
            Level = Isolated.Level,
            Title = Isolated.Title,
            Message = $"{far.Count:N0} of {rows.Count:N0} {Kind(context.Dataset)} lie far from every group of their class in {features}. Junk, another kind of picture or a wrong label looks like this. Look at the first images of the list.",
            Score = far[0].Score,
            Threshold = cut,
            Location = FindingLocation.Of(far[0].Sample, context.Dataset),
            IsList = true,
            Samples = far,
        };
    }
}
