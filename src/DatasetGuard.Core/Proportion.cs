namespace DatasetGuard.Core;

/// <summary>How often something happened in a number of trials.</summary>
/// <param name="Successes">From 0 up to <paramref name="Trials"/>.</param>
/// <param name="Trials">0 where nothing could be tried.</param>
public sealed record Proportion(int Successes, int Trials)
{
    /// <summary>The quantile of the normal distribution for an interval of 95 %.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>Null without a trial.</summary>
    public double? Share => Trials == 0 ? null : (double)Successes / Trials;

    /// <summary>Where the true share lies, with a confidence of 95 %; from 0 to 1 without a trial.</summary>
    /// <remarks>
    /// Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927): the shares p for which |p' - p| is at most
    /// z sqrt(p (1 - p) / n). Unlike the usual interval it stays within 0 and 1 and does not shrink to a point at either end.
    /// </remarks>
    public (double Low, double High) Wilson95()
    {
        if (Trials == 0)
            return (0, 1);

        var (share, n) = ((double)Successes / Trials, (double)Trials);
        var scale = 1 + (Z * Z / n);
        var centre = (share + (Z * Z / (2 * n))) / scale;
        var half = Z / scale * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));

        // At the ends the sum is 0 or 1 but for rounding.
        return (Successes == 0 ? 0 : centre - half, Successes == Trials ? 1 : centre + half);
    }
}
