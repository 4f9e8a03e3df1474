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
    public static TriggerGroups Run(FeatureStore features, ScanOptions options, TriggerLimits limits, IScanProgress progress, CancellationToken cancellationToken)
    {
        var classes = AnalysableClasses(features);
        var jobs = options.Jobs;
        var scorer = new GroupScorer(features, options.Seed);
        var windows = new WindowStage(features, scorer, jobs);
        var found = windows.Run(classes, progress, cancellationToken).ToLookup(candidate => candidate.Stage);
        var candidates = found[TriggerStage.Window].ToList();
        candidates.AddRange(new WholeStage(features, scorer, windows.TileWhitenings, options).Run(classes, candidates, progress, cancellationToken));

        var (width, height) = features.Layout.WaveSize;
        using var basis = new WaveBasis(width, height);
        candidates.AddRange(new SinusoidStage(features, scorer, basis, jobs).Run(classes, progress, cancellationToken));
        var compared = ComparedClasses.Of(features);
        var verdicts = ClassVerdict.Judge(candidates, limits, compared);
        var shown = verdicts.Where(verdict => verdict.IsTrigger).ToDictionary(verdict => verdict.Best.Class, verdict => verdict.Best);
        var suspicions = verdicts.Where(verdict => verdict.IsSuspected)
            .Concat(ClassVerdict.Suspect([.. candidates.Where(candidate => !shown.ContainsKey(candidate.Class))], limits, compared))
            .DistinctBy(suspicion => suspicion.Best.Class)
            .ToList();
        return new TriggerGroups(verdicts, suspicions, [.. found[TriggerStage.Traces]]);
    }

    /// <summary>Classes that can hold a group and have others to be compared with.</summary>
    public static List<int> AnalysableClasses(FeatureStore features) => [.. Enumerable.Range(0, features.ClassStarts.Length - 1)
        .Where(c => features.CountOf(c) >= GroupScorer.MinClass && features.Rows - features.CountOf(c) >= GroupScorer.MinOthers)];
}
