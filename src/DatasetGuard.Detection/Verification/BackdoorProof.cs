namespace DatasetGuard.Detection.Verification;

/// <summary>What a group of one class carries makes images of other classes that class.</summary>
internal sealed record BackdoorProof
{
    /// <summary>From this share of the group on a trigger in one place is shown, or suspected.</summary>
    public const double LocalShown = 0.4, LocalSuspected = 0.2;

    /// <summary>From this mean flip rate on a trigger all over the picture is shown, or suspected.</summary>
    public const double GlobalShown = 0.6, GlobalSuspected = 0.5;

    /// <summary>A group that is shown to be one does so much more than random images of its class; a group that is suspected, at least so much.</summary>
    private const double LiftShown = 0.4, LiftSuspected = 0.3, LocalLiftSuspected = 0.15;

    /// <summary>
    /// Where more than this share of random images flip, anything does, because the network has learned too little: then nothing can be shown. Poison is a
    /// minority, which random images show as well.
    /// </summary>
    private const double MaxFragility = 0.35;

    public required int Class { get; init; }

    /// <summary>What proposed the group.</summary>
    public required string Signal { get; init; }

    /// <summary>The squares flip; otherwise what lies over the whole picture does.</summary>
    public required bool IsLocal { get; init; }

    /// <summary>Beyond what clean classes do; otherwise only near it.</summary>
    public bool IsShown => IsLocal
        ? Score >= LocalShown && Lift >= LiftShown && !IsFragile
        : Score >= GlobalShown && Lift >= LiftShown;

    /// <summary>More than clean classes do, at least nearly.</summary>
    public bool IsSuspected => IsLocal
        ? Score >= LocalSuspected && Lift >= LocalLiftSuspected && !IsFragile
        : Score >= GlobalSuspected && Lift >= LiftSuspected;

    public required Transplants Proposed { get; init; }

    /// <summary>The same of random images of the class.</summary>
    public required Transplants Random { get; init; }

    /// <summary>Images of other classes that content was put onto.</summary>
    public required int[] Hosts { get; init; }

    /// <summary>All images of the class that belong to the group, the surest first, with their flip rates.</summary>
    public IReadOnlyList<(int Row, double FlipRate)> Members { get; init; } = [];

    public double Score => ScoreOf(Proposed);

    private double Lift => Score - ScoreOf(Random);

    private bool IsFragile => Random.WindowShare > MaxFragility;

    public double Threshold => (IsLocal, IsShown) switch
    {
        (true, true) => LocalShown,
        (true, false) => LocalSuspected,
        (false, true) => GlobalShown,
        (false, false) => GlobalSuspected,
    };

    /// <summary>The flip rates that count for this kind of trigger.</summary>
    public float[] Rates(Transplants transplants) => IsLocal ? transplants.WindowFlips : transplants.TileFlips;

    private double ScoreOf(Transplants transplants) => IsLocal ? transplants.WindowShare : transplants.TileMean;
}
