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
        var natural = ClassVerdict.NaturalScore([.. best.Select(candidate => candidate.Score)]);
        return best.ConvertAll(candidate => new ClassVerdict(candidate, natural));
    }
}

/// <param name="Best">The strongest candidate of the class.</param>
/// <param name="Natural">The strongest score among the classes that show nothing beyond what is natural in this dataset.</param>
internal sealed record ClassVerdict(TriggerCandidate Best, double Natural)
{
    /// <summary>From this score on a group is reported whatever the other classes show.</summary>
    public const double Absolute = 1.5;

    private const double RelativeMinimum = 0.6;
    private const double RelativeFactor = 2.5;

    /// <summary>The score from which this class is reported.</summary>
    public double Threshold => Math.Min(Absolute, Math.Max(RelativeMinimum, RelativeFactor * Natural));

    public bool IsTrigger => Best.Score >= Threshold;

    /// <summary>
    /// The score below the last gap: the classes above it are several at once and all stand out from the rest, so none of them says what
    /// is natural. At least half of the classes that do not stand out absolutely must be below.
    /// </summary>
    /// <param name="scores">Best score of each class, descending.</param>
    public static double NaturalScore(IReadOnlyList<double> scores)
    {
        var absolute = scores.Count(score => score >= Absolute);
        var natural = absolute < scores.Count ? scores[absolute] : 0;
        var most = absolute + ((scores.Count - absolute) / 2);
        for (var above = Math.Max(1, absolute); above <= most; above++)
        {
            var next = above < scores.Count ? scores[above] : 0;
            if (scores[above - 1] >= Math.Max(RelativeMinimum, RelativeFactor * next))
                natural = next;
        }

        return natural;
    }
}
