namespace DatasetGuard.Learning.Screening;

/// <summary>What one detector says of all that was screened.</summary>
public sealed record DetectorResult
{
    /// <summary>As <see cref="IInputDetector.Key"/>.</summary>
    public required string Key { get; init; }

    /// <summary>The share of clean images that it may call suspects.</summary>
    public required double Rate { get; init; }

    /// <summary>Scores of the clean images that calibrate.</summary>
    public required double[] Calibration { get; init; }

    /// <summary>Scores of what was screened; greater ones are more suspect.</summary>
    public required double[] Scores { get; init; }

    /// <summary>By <see cref="Conformal.PValues"/>.</summary>
    public required double[] PValues { get; init; }

    /// <summary>How many are suspects.</summary>
    public int Flagged => PValues.Count(p => Conformal.IsUnusual(p, Rate));

    /// <summary>How many would be suspects if all were clean, on average.</summary>
    public double Expected => Conformal.MeanShare(Calibration.Length, Rate) * Scores.Length;

    /// <summary>The chance that so many are if all are clean.</summary>
    public double Chance => Conformal.ChanceOfAsMany(Flagged, Scores.Length, Calibration.Length, Rate);

    public bool Suspects(int image) => Conformal.IsUnusual(PValues[image], Rate);
}
