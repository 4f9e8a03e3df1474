namespace DatasetGuard.Detection.Rules.Triggers;

/// <param name="Best">The strongest candidate of the class.</param>
/// <param name="Natural">The strongest score among the classes that show nothing beyond what is natural in this dataset.</param>
internal sealed record ClassVerdict(TriggerCandidate Best, double Natural)
{
    /// <summary>From this score on a group is reported whatever the other classes show.</summary>
    public const double Absolute = 1.5;

    private const double RelativeMinimum = 0.6;
    private const double RelativeFactor = 2.5;
    private const double SuspicionMinimum = 0.3;
    private const double SuspicionFactor = 4;

    /// <summary>One other class says too little of what is natural.</summary>
    private const int SuspicionClasses = 3;

    /// <summary>The score from which this class is reported.</summary>
    public double Threshold => Math.Min(Absolute, Math.Max(RelativeMinimum, RelativeFactor * Natural));

    /// <summary>The group is shown beyond doubt.</summary>
    public bool IsTrigger => Best.Score >= Threshold;

    /// <summary>Every class by its strongest candidate, strongest first.</summary>
    public static List<ClassVerdict> Judge(IEnumerable<TriggerCandidate> candidates)
    {
        var best = StrongestByClass(candidates);
        var natural = NaturalScore(best, RelativeMinimum, RelativeFactor);
        return best.ConvertAll(candidate => new ClassVerdict(candidate, natural));
    }

    /// <summary>Weak groups that nevertheless stand far out from the other classes' groups of the same kind: waves, or patches and patterns.</summary>
    /// <param name="candidates">Those of the classes in which no trigger is shown.</param>
    public static List<ClassVerdict> Suspect(IReadOnlyCollection<TriggerCandidate> candidates)
    {
        var suspects = new List<ClassVerdict>();
        foreach (var kind in candidates.GroupBy(candidate => candidate.Stage == TriggerStage.Sinusoid))
        {
            var best = StrongestByClass(kind);
            if (best.Count < SuspicionClasses)
                continue;

            var natural = NaturalScore(best, SuspicionMinimum, SuspicionFactor);
            suspects.AddRange(best
                .Where(candidate => candidate.Score >= Math.Max(SuspicionMinimum, SuspicionFactor * natural))
                .Select(candidate => new ClassVerdict(candidate, natural)));
        }

        return [.. suspects.OrderByDescending(suspect => suspect.Best.Score).DistinctBy(suspect => suspect.Best.Class)];
    }

    private static List<TriggerCandidate> StrongestByClass(IEnumerable<TriggerCandidate> candidates) => [.. candidates
        .GroupBy(candidate => candidate.Class)
        .Select(group => group.MaxBy(candidate => candidate.Score)!)
        .OrderByDescending(candidate => candidate.Score)
        .ThenBy(candidate => candidate.Class)];

    /// <summary>
    /// The score below the last gap: the classes above it are several at once and all stand out from the rest, so none of them says what
    /// is natural. At least half of the classes that do not stand out absolutely must be below.
    /// </summary>
    private static double NaturalScore(List<TriggerCandidate> best, double minimum, double factor)
    {
        double At(int rank) => rank < best.Count ? best[rank].Score : 0;
        var absolute = best.Count(candidate => candidate.Score >= Absolute);
        var natural = At(Math.Max(1, absolute));
        for (var above = Math.Max(1, absolute); above <= absolute + ((best.Count - absolute) / 2); above++)
        {
            if (At(above - 1) >= Math.Max(minimum, factor * At(above)))
                natural = At(above);
        }

        return natural;
    }
}
