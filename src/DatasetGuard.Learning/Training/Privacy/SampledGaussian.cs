namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>
/// What a step reveals that takes each image with a probability and adds normal noise to the sum: Mironov, Talwar and Zhang, "Rényi Differential Privacy of the Sampled
/// Gaussian Mechanism" (2019, arXiv 1908.10530).
/// </summary>
internal static class SampledGaussian
{
    /// <summary>Standard deviations beyond which the integrand is nothing.</summary>
    private const double Reach = 14;

    /// <summary>The trapezoid rule errs by e^(-2 pi d / h), d the distance of the nearest singularity from the real line, which is pi sigma^2 here.</summary>
    private const double Fineness = 4;

    /// <summary>The Rényi divergence of one step, in nats: log A_alpha / (alpha - 1), section 3.3, theorem 4.</summary>
    /// <param name="rate">q, the probability that an image is in a batch.</param>
    /// <param name="noise">sigma, the deviation of the noise as a multiple of what one image may add.</param>
    /// <param name="order">alpha, above 1.</param>
    public static double Divergence(double rate, double noise, double order)
    {
        if (rate == 0)
            return 0;
        if (rate == 1)
            return order / (2 * noise * noise);

        var moment = order == Math.Floor(order) ? OfWholeOrder(rate, noise, (int)order) : OfAnyOrder(rate, noise, order);
        return Math.Max(0, moment / (order - 1));
    }

    /// <summary>log A_alpha = log sum_k C(alpha, k) (1 - q)^(alpha - k) q^k e^((k^2 - k) / (2 sigma^2)), equation 5.</summary>
    internal static double OfWholeOrder(double rate, double noise, int order)
    {
        var terms = new double[order + 1];
        var choose = 0.0;
        for (var k = 0; k <= order; k++)
        {
            terms[k] = choose + ((order - k) * Math.Log(1 - rate)) + (k * Math.Log(rate)) + (k * (k - 1.0) / (2 * noise * noise));
            choose += Math.Log(order - k) - Math.Log(k + 1);
        }

        return LogSum(terms);
    }

    /// <summary>
    /// log A_alpha = log E_z [((1 - q) + q e^((2 z - 1) / (2 sigma^2)))^alpha], z ~ N(0, sigma^2), equation 3, by the trapezoid rule, which for such an integrand is exact to
    /// rounding.
    /// </summary>
    internal static double OfAnyOrder(double rate, double noise, double order)
    {
        var width = Math.Min(noise, noise * noise) / Fineness;
        var first = -Reach * noise;
        var terms = new double[(int)Math.Ceiling((order + (2 * Reach * noise)) / width) + 1];
        for (var i = 0; i < terms.Length; i++)
        {
            var z = first + (i * width);
            var ratio = LogSum([Math.Log(1 - rate), Math.Log(rate) + (((2 * z) - 1) / (2 * noise * noise))]);
            terms[i] = (order * ratio) - (z * z / (2 * noise * noise));
        }

        return LogSum(terms) + Math.Log(width / (noise * Math.Sqrt(2 * Math.PI)));
    }

    private static double LogSum(ReadOnlySpan<double> terms)
    {
        var largest = double.NegativeInfinity;
        foreach (var term in terms)
            largest = Math.Max(largest, term);

        var sum = 0.0;
        foreach (var term in terms)
            sum += Math.Exp(term - largest);

        return largest + Math.Log(sum);
    }
}
