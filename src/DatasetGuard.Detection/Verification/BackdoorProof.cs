namespace DatasetGuard.Detection.Verification;

/// <summary>What a group of one class carries makes images of other classes that class.</summary>
internal sealed record BackdoorProof
{
    /// <summary>So much above random images of the class a trigger all over the picture is shown, or suspected.</summary>
    public const double LiftShown = 0.45, LiftSuspected = 0.4;

    /// <summary>
    /// A trigger in one place flips this much more than random images of the class: there are classes, above all where little was learned, of which
    /// almost any square flips.
    /// </summary>
    private const double LocalLiftShown = 0.4, LocalLiftSuspected = 0.3;

    /// <summary>Images of the one class that resembles a group most flip easily: in the sample a clean class of plain figures reaches a lift of 0.3 to 0.4.</summary>
    private const double OneSourceLiftShown = 0.5;

    /// <summary>
    /// A network that has learned too little takes almost any square for the class. Then nothing is shown unless random images of the class flip less
    /// than <see cref="MaxFragility"/>, and the group more by <see cref="LeastLift"/>.
    /// </summary>
    private const double MaxFragility = 0.35, LeastLift = 0.5;

    public BackdoorLimits Limits { get; init; } = BackdoorLimits.Default;

    public required int Class { get; init; }

    /// <summary>The one class whose images become the other; null when images of any class do.</summary>
    public int? Source { get; init; }

    /// <summary>What proposed the group.</summary>
    public required string Signal { get; init; }

    /// <summary>The squares flip; otherwise what lies over the whole picture does.</summary>
    public required bool IsLocal { get; init; }

    /// <summary>The surrogate is nearer to certainty than to chance on the images that it was trained on.</summary>
    public required bool HasLearned { get; init; }

    /// <summary>The networks tell images that they did not see better than by chance; otherwise nothing can be told.</summary>
    public required bool KnowsClasses { get; init; }

    /// <summary>
    /// The blind networks find the group in its class as often as the whole class: it is poison whose labels are right, or what is typical of the class. The
    /// middle of a daisy turns half of the other flowers where networks know few, a trigger most.
    /// </summary>
    public required bool IsTypical { get; init; }

    /// <summary>Beyond what clean classes do; otherwise only near it.</summary>
    public bool IsShown => KnowsClasses && (IsLocal
        ? Score >= Limits.Squares && Lift >= (Source is null ? LocalLiftShown : OneSourceLiftShown) && !IsFragile && !IsNatural
        : Score >= Limits.Patterns && Lift >= LiftShown);

    /// <summary>More than clean classes do, at least nearly.</summary>
    public bool IsSuspected => KnowsClasses && (IsLocal ? Score >= Limits.SquaresSuspected && Lift >= LocalLiftSuspected && !IsFragile : Score >= Limits.PatternsSuspected && Lift >= LiftSuspected);

    public required Transplants Proposed { get; init; }

    /// <summary>The same of random images of the class.</summary>
    public required Transplants Random { get; init; }

    /// <summary>Images of other classes that content was put onto.</summary>
    public required int[] Hosts { get; init; }

    /// <summary>All images of the class that belong to the group, the surest first, with their flip rates.</summary>
    public IReadOnlyList<(int Row, double FlipRate)> Members { get; init; } = [];

    /// <summary>Other images of the class that training without the group shows to carry the same: their own content, put onto others, may flip none.</summary>
    public IReadOnlyList<int> Withheld { get; init; } = [];

    public double Score => ScoreOf(Proposed);

    private double Lift => Score - ScoreOf(Random);

    /// <summary>
    /// Images of one class turn by less: pictures that were rotated, which the blind networks know by their black corners, turn 0.53 of frogs. There random images say what is natural
    /// (<see cref="OneSourceLiftShown"/>). Of few classes any group must turn most: squares of trousers turned 71 % of dresses, a network knowing nothing else.
    /// </summary>
    private bool IsNatural => ((IsTypical && Source is null) || Proposed.AreFewClasses) && Proposed.WindowMean < Limits.Squares;

    private bool IsFragile => !HasLearned && (Random.WindowShare > MaxFragility || Lift < LeastLift);

    public double Threshold => (IsLocal, IsShown) switch
    {
        (true, true) => Limits.Squares,
        (true, false) => Limits.SquaresSuspected,
        (false, true) => Limits.Patterns,
        (false, false) => Limits.PatternsSuspected,
    };

    /// <summary>The flip rates that count for this kind of trigger.</summary>
    public float[] Rates(Transplants transplants) => IsLocal ? transplants.WindowFlips : transplants.TileFlips;

    private double ScoreOf(Transplants transplants) => IsLocal ? transplants.WindowShare : transplants.TileMean;
}
