namespace DatasetGuard.Detection.Rules.Triggers;

/// <param name="Best">The strongest candidate of the class.</param>
/// <param name="Natural">The strongest score among the classes that show nothing beyond what is natural in this dataset; for many images, among groups of more than a few.</param>
/// <param name="Limits">From where on a group is reported.</param>
/// <param name="Classes">What it is compared with.</param>
internal sealed record ClassVerdict(TriggerCandidate Best, double Natural, TriggerLimits Limits, ComparedClasses Classes)
{
    private const double RelativeMinimum = 0.6;

    /// <summary>So many times what is natural is asked for where the configured factor says too little: of weak groups of many images, and where there are just enough classes.</summary>
    private const double StrictFactor = 4;

    /// <summary>
    /// Faint patterns that leave most pixels as they are score low, however many images carry them. So many do not look alike where nothing else
    /// in the dataset comes near, and what a few of another class share, fewer than <see cref="ComparableGroup"/>, says nothing of that.
    /// </summary>
    private const int LargeGroup = 50;
    private const int ComparableGroup = 25;

    /// <summary>No group is an error with a lower score.</summary>
    public const double LargeMinimum = 0.4;

    private const double SuspicionMinimum = 0.3;
    private const double SuspicionFactor = 4;

    /// <summary>One other class with groups of a kind says too little of it.</summary>
    private const int SuspicionClasses = 3;

    /// <summary>A few images of a rare kind, as eight very wide letters M of thousands, are in some classes and not in the next: fewer are shown by their score alone.</summary>
    private const int RelativeGroup = 12;

    /// <summary>The score from which this class is an error.</summary>
    public double Threshold => Classes.AreFew || Best.Group.Length < RelativeGroup ? AbsoluteScore(Best, Limits, Classes) : RelativeThreshold;

    /// <summary>The group is shown beyond doubt.</summary>
    public bool IsTrigger => Best.Score >= Threshold;

    /// <summary>It would be, were it not so small, or the classes not so few.</summary>
    public bool IsSuspected => !IsTrigger && Best.Score >= (Classes.AreFew ? Math.Max(Classes.WarningFactor * Limits.Of(Best).Score, Limits.Of(Best).Factor * Natural) : RelativeThreshold);

    private double RelativeThreshold => Math.Min(Limits.Of(Best).Score, OutstandingScore(Best, Natural, Limits, Classes));

    /// <summary>Every class by its strongest trigger, or else by its strongest candidate; strongest first.</summary>
    /// <param name="candidates">Of all stages.</param>
    /// <param name="limits">From where on a group is a trigger.</param>
    /// <param name="classes">Those that were searched, also without a candidate.</param>
    public static List<ClassVerdict> Judge(IReadOnlyCollection<TriggerCandidate> candidates, TriggerLimits limits, ComparedClasses classes)
    {
        double NaturalAmong(IEnumerable<TriggerCandidate> some) => NaturalScore(StrongestByClass(some), (candidate, natural) => OutstandingScore(candidate, natural, limits, classes), limits, classes);
        var (natural, naturalOfMany) = (NaturalAmong(candidates), NaturalAmong(candidates.Where(candidate => candidate.Group.Length >= ComparableGroup)));
        return
        [
            .. candidates
                .Select(candidate => new ClassVerdict(candidate, IsLarge(candidate) ? naturalOfMany : natural, limits, classes))
                .GroupBy(verdict => verdict.Best.Class)
                .Select(verdicts => verdicts.OrderByDescending(verdict => verdict.IsTrigger).ThenByDescending(verdict => verdict.Best.Score).First())
                .OrderByDescending(verdict => verdict.Best.Score)
                .ThenBy(verdict => verdict.Best.Class),
        ];
    }

    /// <summary>Weak groups that nevertheless stand far out from the other classes' groups of the same kind: waves, or patches and patterns.</summary>
    /// <param name="candidates">Those of the classes in which no trigger is shown.</param>
    /// <param name="limits">From where on a group would be a trigger.</param>
    /// <param name="classes">As of <see cref="Judge"/>.</param>
    public static List<ClassVerdict> Suspect(IReadOnlyCollection<TriggerCandidate> candidates, TriggerLimits limits, ComparedClasses classes)
    {
        var suspects = new List<ClassVerdict>();
        foreach (var kind in candidates.GroupBy(candidate => candidate.Stage == TriggerStage.Sinusoid))
        {
            var best = StrongestByClass(kind);
            if (classes.AreFew || best.Count < SuspicionClasses)
                continue;

            static double SuspectScore(TriggerCandidate candidate, double natural) => Math.Max(SuspicionMinimum, SuspicionFactor * natural);
            var natural = NaturalScore(best, SuspectScore, limits, classes);
            suspects.AddRange(best
                .Where(candidate => candidate.Score >= SuspectScore(candidate, natural))
                .Select(candidate => new ClassVerdict(candidate, natural, limits, classes)));
        }

        return [.. suspects.OrderByDescending(suspect => suspect.Best.Score).DistinctBy(suspect => suspect.Best.Class)];
    }

    private static bool IsLarge(TriggerCandidate candidate) => candidate.Group.Length >= LargeGroup;

    /// <summary>From here on a group is a trigger whatever other classes show.</summary>
    private static double AbsoluteScore(TriggerCandidate candidate, TriggerLimits limits, ComparedClasses classes) => classes.ErrorFactor * limits.Of(candidate).Score;

    /// <summary>From here on a group stands out from what is natural.</summary>
    private static double OutstandingScore(TriggerCandidate candidate, double natural, TriggerLimits limits, ComparedClasses classes)
    {
        var factor = limits.Of(candidate).Factor;
        var strict = Math.Max(factor, StrictFactor);
        var score = Math.Max(RelativeMinimum, (classes.AreJustEnough ? strict : factor) * natural);
        return IsLarge(candidate) && !classes.AreJustEnough ? Math.Min(score, Math.Max(LargeMinimum, strict * natural)) : score;
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
    private static double NaturalScore(List<TriggerCandidate> best, Func<TriggerCandidate, double, double> outstanding, TriggerLimits limits, ComparedClasses classes)
    {
        double At(int rank) => rank < best.Count ? best[rank].Score : 0;
        var absolute = best.TakeWhile(candidate => candidate.Score >= AbsoluteScore(candidate, limits, classes)).Count();
        var natural = At(Math.Max(1, absolute));
        for (var above = Math.Max(1, absolute); above <= absolute + ((best.Count - absolute) / 2); above++)
        {
            if (At(above - 1) >= outstanding(best[above - 1], At(above)))
                natural = At(above);
        }

        return natural;
    }
}
