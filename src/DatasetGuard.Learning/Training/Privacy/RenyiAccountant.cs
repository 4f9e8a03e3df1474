namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>Adds up what the steps of a run reveal: Mironov, "Rényi Differential Privacy" (CSF 2017), proposition 1, over many orders of which the best is told.</summary>
public static class RenyiAccountant
{
    private const double LeastNoise = 0.3;
    private const double MostNoise = 10_000;

    /// <summary>Noise is found to this share of it.</summary>
    private const double Precision = 1e-4;

    /// <summary>Any will do; between these the best one is hardly missed.</summary>
    private static readonly double[] Orders =
    [
        .. Enumerable.Range(1, 99).Select(tenth => 1 + (tenth / 10.0)),
        .. Enumerable.Range(11, 54).Select(order => (double)order),
        80, 96, 128, 192, 256, 384, 512, 1024,
    ];

    /// <summary>The epsilon of (epsilon, delta)-differential privacy, for sets that differ by one image more or less.</summary>
    /// <param name="rate">The probability that an image is in a batch, above 0 up to 1.</param>
    /// <param name="noise">The deviation of the noise as a multiple of what one image may add, above 0.</param>
    /// <param name="steps">Batches.</param>
    /// <param name="delta">Above 0 and below 1.</param>
    public static double Epsilon(double rate, double noise, long steps, double delta) =>
        steps == 0 ? 0 : Math.Max(0, Orders.Min(order => Converted(steps * SampledGaussian.Divergence(rate, noise, order), order, delta)));

    /// <summary>The least noise of a run that spends no more than it may.</summary>
    /// <returns>Null where no noise will do.</returns>
    public static double? NoiseFor(double rate, long steps, double epsilon, double delta)
    {
        if (Epsilon(rate, MostNoise, steps, delta) > epsilon)
            return null;

        var (little, enough) = (LeastNoise, MostNoise);
        if (Epsilon(rate, little, steps, delta) <= epsilon)
            return little;

        while (enough > little * (1 + Precision))
        {
            var middle = Math.Sqrt(little * enough);
            if (Epsilon(rate, middle, steps, delta) <= epsilon)
                enough = middle;
            else
                little = middle;
        }

        return enough;
    }

    /// <summary>
    /// epsilon = divergence + log((alpha - 1) / alpha) - (log delta + log alpha) / (alpha - 1): Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (NeurIPS
    /// 2020), proposition 12, which is less than proposition 3 of Mironov.
    /// </summary>
    internal static double Converted(double divergence, double order, double delta) =>
        divergence + Math.Log((order - 1) / order) - ((Math.Log(delta) + Math.Log(order)) / (order - 1));
}
