using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>All stages over all classes, and the verdict on each class.</summary>
internal static class TriggerAnalysis
{
    /// <param name="features">The extracted images.</param>
    /// <param name="jobs">Threads.</param>
    /// <param name="progress">Told of each stage.</param>
    /// <param name="cancellationToken">Stops within a second or so.</param>
    /// <returns>The strongest candidate of each class that has one, by descending score, then class.</returns>
    public static List<ClassVerdict> Run(FeatureStore features, int jobs, IScanProgress progress, CancellationToken cancellationToken)
    {
        var classes = AnalysableClasses(features);
        var scorer = new GroupScorer(features);
        var windows = new WindowStage(features, scorer, jobs);
        var candidates = windows.Run(classes, progress, cancellationToken);
        candidates.AddRange(new WholeStage(features, scorer, windows.TileWhitenings, jobs).Run(classes, candidates, progress, cancellationToken));

        var (width, height) = features.Layout.WaveSize;
        using var basis = new WaveBasis(width, height);
        candidates.AddRange(new SinusoidStage(features, scorer, basis, jobs).Run(classes, progress, cancellationToken));
        return Judge(candidates);
    }

    /// <summary>Classes that can hold a group and have others to be compared with.</summary>
    public static List<int> AnalysableClasses(FeatureStore features) => [.. Enumerable.Range(0, features.ClassStarts.Length - 1)
        .Where(c => features.CountOf(c) >= GroupScorer.MinGroup && features.CountOf(c) < features.Rows)];

    private static List<ClassVerdict> Judge(List<TriggerCandidate> candidates)
    {
        var best = candidates
            .GroupBy(candidate => candidate.Class)
            .Select(group => group.MaxBy(candidate => candidate.Score)!)
            .OrderByDescending(candidate => candidate.Score)
            .ThenBy(candidate => candidate.Class)
            .ToList();
        return best.ConvertAll(candidate => Judge(candidate, best));
    }

    private static ClassVerdict Judge(TriggerCandidate candidate, List<TriggerCandidate> best)
    {
        // A class that is poisoned beyond doubt says nothing about what is natural here.
        var natural = best.Where(other => other.Class != candidate.Class && other.Score < ClassVerdict.Absolute).Select(other => other.Score).DefaultIfEmpty().Max();
        return new ClassVerdict(candidate, natural);
    }
}

/// <param name="Best">The strongest candidate of the class.</param>
/// <param name="Natural">S_2: the strongest of the other classes, without those that pass the absolute threshold themselves.</param>
internal sealed record ClassVerdict(TriggerCandidate Best, double Natural)
{
    /// <summary>From this score on a group is reported whatever the other classes show.</summary>
    public const double Absolute = 1.5;

    private const double RelativeMinimum = 0.6;
    private const double RelativeFactor = 2.5;

    /// <summary>The score from which this class is reported.</summary>
    public double Threshold => Math.Min(Absolute, Math.Max(RelativeMinimum, RelativeFactor * Natural));

    public bool IsTrigger => Best.Score >= Threshold;
}
