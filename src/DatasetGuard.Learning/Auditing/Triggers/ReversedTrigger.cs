namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>The smallest stamp that was found to turn images into a class, and how it was judged.</summary>
public sealed record ReversedTrigger
{
    /// <summary>The class that images are turned into, as an index.</summary>
    public required int Target { get; init; }

    /// <summary>The only class whose images are turned, as an index; null for all others.</summary>
    public int? Source { get; init; }

    public required Stamp Stamp { get; init; }

    /// <summary>The share that it turns of images that the search did not see.</summary>
    public required double Success { get; init; }

    /// <summary>Mean length of the change that it makes, in pixels that go from black to white.</summary>
    public required double Change { get; init; }

    /// <summary>Mask and length of the change where pixels of real images of the class are pasted in the place of a pattern; null for one class into another.</summary>
    public (double Size, double Change)? Natural { get; init; }

    /// <summary>The smallest that leaves networks as they are that were trained on these pictures alone; null where it does not stand out, where they know too little, and for one class into another, which is such itself. It may be this one.</summary>
    public ApartTrigger? Apart { get; init; }

    /// <summary>How those networks take it, or <see cref="Apart"/> where there is one; null where it does not stand out, or where they know too little.</summary>
    public ReferenceEffect? Reference { get; init; }

    /// <summary>Where it is a square that was tried as it is, how those networks take such squares; null where it was looked for down the slope.</summary>
    public SquareEffect? Square { get; init; }

    /// <summary>How many times as much the smallest trigger of those networks changes pictures; null where they were not asked.</summary>
    public double? TimesElsewhere => Reference?.Change / (Apart?.Change ?? Change);

    /// <summary>How much of the mean change lies in the plane of the interpolations between the classes, from 0 to 1.</summary>
    public required double Alignment { get; init; }

    /// <summary>The plain index of Neural Cleanse, which is held against 2; null for one class into another.</summary>
    public double? AnomalyIndex { get; init; }

    /// <summary>Robust deviations by which it is smaller than others; the larger of those of mask and change.</summary>
    public required double Score { get; init; }

    /// <summary>The logarithm of how many times smaller it is than is usual; of the mask or the change, as <see cref="Score"/>.</summary>
    public required double Excess { get; init; }

    public required TriggerVerdict Verdict { get; init; }
}
