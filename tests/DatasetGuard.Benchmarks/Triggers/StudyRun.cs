using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Benchmarks.Triggers;

/// <summary>What the analysis of one cell gave.</summary>
/// <param name="Verdicts">The strongest candidate of each class, strongest first.</param>
/// <param name="Suspicions">Weak groups that stand out, in classes where no trigger is shown.</param>
/// <param name="Poison">Rows within the class that are poisoned, for the class that holds them.</param>
internal sealed record StudyRun(IReadOnlyList<ClassVerdict> Verdicts, IReadOnlyList<ClassVerdict> Suspicions, IReadOnlyDictionary<int, HashSet<int>> Poison)
{
    /// <summary>Of each class the strongest group that was processed alike, far below the limit as well.</summary>
    public IReadOnlyList<TriggerCandidate> Processed { get; init; } = [];

    public static StudyRun Analyse(IDatasetReader reader, int jobs)
    {
        var options = new ScanOptions { Jobs = jobs };
        using var pixels = new PixelStore(options.TemporaryFolder);
        using var scratch = new PixelStore(options.TemporaryFolder);
        var (dataset, views) = new DatasetLoader(pixels, options, SilentProgress.Instance).Load([reader.Format], [reader], default);
        var features = FeatureStore.Build(new ScanContext(dataset, views, options, SilentProgress.Instance), scratch, default);
        var found = TriggerAnalysis.Run(features, options, TriggerLimits.Default, SilentProgress.Instance, default);
        var poison = Enumerable.Range(0, features.Rows)
            .Where(row => dataset.Samples[features.Samples[row]].Id.EndsWith('p'))
            .GroupBy(row => dataset.Samples[features.Samples[row]].ClassIndex)
            .ToDictionary(group => group.Key, group => group.Select(row => row - features.ClassStarts[group.Key]).ToHashSet());
        return new StudyRun(found.Verdicts, found.Suspicions, poison) { Processed = [.. found.Processed(TriggerLimits.Default with { Traces = 0 })] };
    }

    public ClassVerdict? Of(int classIndex) => Verdicts.FirstOrDefault(verdict => verdict.Best.Class == classIndex);

    /// <summary>Area under the ROC curve of the best candidate's scores, poisoned against the other images of the class.</summary>
    public double Auc(int classIndex)
    {
        if (Of(classIndex) is not { } verdict || !Poison.TryGetValue(classIndex, out var poison))
            return double.NaN;

        var scores = verdict.Best.ClassScores;
        var order = Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).ToArray();
        var ranks = 0.0;
        for (var rank = 0; rank < order.Length; rank++)
            ranks += poison.Contains(order[rank]) ? rank + 1 : 0;

        double positives = poison.Count, negatives = scores.Length - poison.Count;
        return (ranks - (positives * (positives + 1) / 2)) / (positives * negatives);
    }

    /// <summary>The class is reported as an error, and at least half of its list is poison.</summary>
    public bool IsCaught(int classIndex) => Of(classIndex) is { IsTrigger: true } && List(classIndex).Precision >= 0.5;

    /// <summary>Else, that the class is named in a warning.</summary>
    public bool IsSuspected(int classIndex) => !IsCaught(classIndex) && Suspicions.Any(suspect => suspect.Best.Class == classIndex);

    public (double Precision, double Recall) List(int classIndex)
    {
        if (Of(classIndex) is not { } verdict || !Poison.TryGetValue(classIndex, out var poison))
            return (0, 0);

        var hits = verdict.Best.Group.Count(poison.Contains);
        return ((double)hits / verdict.Best.Group.Length, (double)hits / poison.Count);
    }
}
