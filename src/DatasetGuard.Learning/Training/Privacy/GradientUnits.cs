namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>
/// Gradients as whole numbers of a unit in which the deviation of the noise is a power of two. They add up without rounding, in any order, and what one of them may add is checked in
/// whole numbers.
/// </summary>
/// <remarks>
/// The moments that <see cref="SampledGaussian"/> counts are those of such noise as well. For whole orders exactly, for they come from E e^(k (2 z v - v²) / (2 sigma²)) over the noise z,
/// which by a shift of the sum by the whole numbers k v is e^((k² - k) v² / (2 sigma²)), as with normal noise; for others up to e^(-2 pi² sigma²), which is nothing.
/// </remarks>
/// <param name="Unit">Of the gradient.</param>
/// <param name="Most">The length, in units, that a gradient is shortened to.</param>
internal readonly record struct GradientUnits(double Unit, long Most)
{
    /// <summary>The deviation of the noise is 2 to the power of it.</summary>
    public const int DeviationBits = 28;

    /// <summary>By so much a gradient is shortened more where rounding left it too long.</summary>
    private const double Slack = 1e-9;

    public static GradientUnits Of(double noiseMultiplier, double clipNorm)
    {
        const double Deviation = 1L << DeviationBits;
        return new GradientUnits(noiseMultiplier * clipNorm / Deviation, (long)Math.Floor(Deviation / noiseMultiplier));
    }

    /// <summary>g min(1, C / |g|), each number rounded towards 0, which makes none longer; one whose length is not finite adds nothing.</summary>
    public void AddClipped(ReadOnlySpan<float> gradient, Span<long> sum)
    {
        var squares = 0.0;
        foreach (var value in gradient)
            squares += (double)value * value;

        var length = Math.Sqrt(squares) / Unit;
        if (!double.IsFinite(length))
            return;

        var factor = Math.Min(1, Most / Math.Max(length, double.Epsilon)) / Unit;
        while (IsTooLong(gradient, factor))
            factor *= 1 - Slack;

        for (var i = 0; i < gradient.Length; i++)
            sum[i] += (long)(gradient[i] * factor);
    }

    private bool IsTooLong(ReadOnlySpan<float> gradient, double factor)
    {
        var squares = 0L;
        foreach (var value in gradient)
            squares += (long)(value * factor) * (long)(value * factor);

        return squares > Most * Most;
    }
}
