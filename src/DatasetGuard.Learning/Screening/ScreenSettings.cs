namespace DatasetGuard.Learning.Screening;

/// <summary>How pictures are screened.</summary>
public sealed record ScreenSettings
{
    public const double DefaultRate = 0.01;

    /// <summary>The share of clean pictures that may be called suspects, by all detectors together; above 0 and below 1.</summary>
    public double FalsePositiveRate { get; init; } = DefaultRate;

    /// <summary>Pictures that <see cref="Strip"/> lays over each one; fewer where there are not so many.</summary>
    public int Overlays { get; init; } = Strip.DefaultOverlays;

    /// <summary>Names of detectors; they share <see cref="FalsePositiveRate"/> evenly.</summary>
    public IReadOnlyList<string> Detectors { get; init; } = [Strip.Name];

    /// <summary>Where chance begins: which clean images calibrate, and which are laid over others.</summary>
    public int Seed { get; init; }

    /// <summary>Threads at the same time. The result does not depend on it.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>What each detector has of <see cref="FalsePositiveRate"/> (Bonferroni).</summary>
    public double RateOfOne => FalsePositiveRate / Detectors.Count;
}
