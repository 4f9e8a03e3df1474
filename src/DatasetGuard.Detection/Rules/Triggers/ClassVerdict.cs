namespace DatasetGuard.Detection.Rules.Triggers;

/// <param name="Best">The strongest candidate of the class.</param>
/// <param name="Natural">The strongest score among the classes that show nothing beyond what is natural in this dataset.</param>
/// <param name="Limits">From where on a group is reported.</param>
internal sealed record ClassVerdict(TriggerCandidate Best, double Natural, TriggerLimits Limits)
{
    private const double RelativeMinimum = 0.6;
    private const double SuspicionMinimum = 0.3;
    private const double SuspicionFactor = 4;

    /// <summary>One other class says too little of what is natural.</summary>
    private const int SuspicionClasses = 3;

    /// <summary>A few images of a rare kind, as eight very wide letters M of thousands, are in some classes and not in the next: fewer are shown by their score alone.</summary>
    private const int RelativeGroup = 12;

    /// <summary>The score from which this class is an error.</summary>
    public double Threshold => Best.Group.Length < RelativeGroup ? Limits.Of(Best).Score : RelativeThreshold;

    /// <summary>The group is shown beyond doubt.</summary>
    public bool IsTrigger => Best.Score >= Threshold;

    /// <summary>It would be, were it not so small.</summary>
    public bool IsSuspected => !IsTrigger && Best.Score >= RelativeThreshold;

    private double RelativeThreshold => Math.Min(Limits.Of(Best).Score, Math.Max(RelativeMinimum, Limits.Of(Best).Factor * Natural));

    /// <summary>Every class by its strongest candidate, strongest first; by its strongest trigger where the strongest is suspected only.</summary>
    /// <param name="candidates">Of all stages.</param>
    /// <param name="limits">From where on a group is a trigger.</param>
    public static List<ClassVerdict> Judge(IReadOnlyCollection<TriggerCandidate> candidates, TriggerLimits limits)
    {
        var best = StrongestByClass(candidates);
        var natural = NaturalScore(best, RelativeMinimum, candidate => limits.Of(candidate).Factor, limits);
        ClassVerdict VerdictOn(TriggerCandidate candidate) => new(candidate, natural, limits);
        ClassVerdict? TriggerIn(int classIndex) => candidates
            .Where(candidate => candidate.Class == classIndex)
            .Select(VerdictOn)
            .Where(verdict => verdict.IsTrigger)
            .MaxBy(verdict => verdict.Best.Score);
        return
        [
            .. best.Select(VerdictOn)
                .Select(verdict => verdict.IsSuspected ? TriggerIn(verdict.Best.Class) ?? verdict : verdict)
                .OrderByDescending(verdict => verdict.Best.Score)
                .ThenBy(verdict => verdict.Best.Class),
        ];
    }

    /// <summary>Weak groups that nevertheless stand far out from the other classes' groups of the same kind: waves, or patches and patterns.</summary>
    /// <param name="candidates">Those of the classes in which no trigger is shown.</param>
    /// <param name="limits">From where on a group would be a trigger.</param>
    public static List<ClassVerdict> Suspect(IReadOnlyCollection<TriggerCandidate> candidates, TriggerLimits limits)
    {
        var suspects = new List<ClassVerdict>();
        foreach (var kind in candidates.GroupBy(candidate => candidate.Stage == TriggerStage.Sinusoid))
        {
            var best = StrongestByClass(kind);
            if (best.Count < SuspicionClasses)
                continue;

            var natural = NaturalScore(best, SuspicionMinimum, _ => SuspicionFactor, limits);
            suspects.AddRange(best
                .Where(candidate => candidate.Score >= Math.Max(SuspicionMinimum, SuspicionFactor * natural))
                .Select(candidate => new ClassVerdict(candidate, natural, limits)));
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
    private static double NaturalScore(List<TriggerCandidate> best, double minimum, Func<TriggerCandidate, double> factor, TriggerLimits limits)
    {
        double At(int rank) => rank < best.Count ? best[rank].Score : 0;
        var absolute = best.TakeWhile(candidate => candidate.Score >= limits.Of(candidate).Score).Count();
        var natural = At(Math.Max(1, absolute));
        for (var above = Math.Max(1, absolute); above <= absolute + ((best.Count - absolute) / 2); above++)
        {
            if (At(above - 1) >= minimum && At(above - 1) >= factor(best[above - 1]) * At(above))
                natural = At(above);
        }

        return natural;
    }
}
