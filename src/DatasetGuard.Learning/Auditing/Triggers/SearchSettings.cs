namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>How long and how fast a stamp is looked for.</summary>
internal sealed record SearchSettings
{
    /// <summary>For stamps that turn all classes into one.</summary>
    public static SearchSettings OfClass { get; } = new() { Rounds = 120, StepsPerRound = 2, BatchSize = 32, Patience = 20 };

    /// <summary>
    /// For stamps that turn all classes into one and leave other networks as they are. Those that must turn nearly all images make up with strokes for what a faint trigger does not reach, and are
    /// as large as what is natural.
    /// </summary>
    public static SearchSettings OfClassApart { get; } = OfClass with { Success = 0.8, Confidence = 0.5 };

    /// <summary>
    /// For stamps that turn one class into another: there are K times as many, so each gets less. A backdoor of one class often fails, and hardly wins, where other classes are trained
    /// with the trigger to be turned by nothing: a search that wants more of the images, or each by far, passes it over for a larger stamp.
    /// </summary>
    public static SearchSettings OfPair { get; } = new() { Rounds = 120, StepsPerRound = 2, BatchSize = 8, Patience = 20, Success = 0.8, Confidence = 0.5 };

    /// <summary>At most; each ends with a look at the success.</summary>
    public required int Rounds { get; init; }

    public required int StepsPerRound { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Twice that of Wang et al.: as small stamps in a third of the time.</summary>
    public double Rate { get; init; } = 0.2;

    /// <summary>Share of a round's pictures that a stamp must turn.</summary>
    public double Success { get; init; } = 0.99;

    /// <summary>A picture is turned when the class has this probability; the largest one is enough at 0.</summary>
    public double Confidence { get; init; }

    /// <summary>What a pixel of the mask costs at first, beside a cross-entropy in nats.</summary>
    public double FirstCost { get; init; } = 1e-3;

    /// <summary>By what the cost is multiplied after a round that worked; it falls by this to the power of 1.5 after one that did not.</summary>
    public double Raise { get; init; } = 1.3;

    /// <summary>A search is over after so many rounds without a smaller stamp.</summary>
    public required int Patience { get; init; }
}
