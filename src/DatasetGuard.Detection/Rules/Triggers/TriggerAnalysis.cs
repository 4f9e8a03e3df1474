using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>All stages over all classes, and the verdict on each class.</summary>
internal static class TriggerAnalysis
{
    /// <param name="features">The extracted images.</param>
    /// <param name="options">Threads, and the seed of what is drawn at random.</param>
    /// <param name="limits">From where on a group is a trigger.</param>
    /// <param name="progress">Told of each stage.</param>
    /// <param name="cancellationToken">Stops within a second or so.</param>
    /// <returns>The verdict on each class that has a candidate, strongest first, and what is suspected in classes where no trigger is shown.</returns>
    public static (List<ClassVerdict> Verdicts, List<ClassVerdict> Suspicions) Run(FeatureStore features, ScanOptions options, TriggerLimits limits, IScanProgress progress, CancellationToken cancellationToken)
    {
        var classes = AnalysableClasses(features);
        var jobs = options.Jobs;
        var scorer = new GroupScorer(features, options.Seed);
        var windows = new WindowStage(features, scorer, jobs);
        var candidates = windows.Run(classes, progress, cancellationToken);
        candidates.AddRange(new WholeStage(features, scorer, windows.TileWhitenings, options).Run(classes, candidates, progress, cancellationToken));

        var (width, height) = features.Layout.WaveSize;
        using var basis = new WaveBasis(width, height);
        candidates.AddRange(new SinusoidStage(features, scorer, basis, jobs).Run(classes, progress, cancellationToken));
        var verdicts = ClassVerdict.Judge(candidates, limits);
        var shown = verdicts.Where(verdict => verdict.IsTrigger).Select(verdict => verdict.Best.Class).ToHashSet();
        return (verdicts, ClassVerdict.Suspect([.. candidates.Where(candidate => !shown.Contains(candidate.Class))], limits));
    }

    /// <summary>Classes that can hold a group and have others to be compared with.</summary>
    public static List<int> AnalysableClasses(FeatureStore features) => [.. Enumerable.Range(0, features.ClassStarts.Length - 1)
        .Where(c => features.CountOf(c) >= GroupScorer.MinClass && features.Rows - features.CountOf(c) >= GroupScorer.MinOthers)];
}
