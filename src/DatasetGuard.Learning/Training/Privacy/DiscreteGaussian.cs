namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>
/// Whole numbers of normal shape, P(x) in proportion to e^(-x² / (2 sigma²)), drawn exactly and in whole numbers alone: Canonne, Kamath and Steinke, "The Discrete Gaussian for
/// Differential Privacy" (NeurIPS 2020, arXiv 2004.00010), algorithms 1 to 3.
/// </summary>
/// <remarks>
/// Noise in floating point has gaps, and which sums can come out depends on what it was added to (Mironov, "On Significance of the Least Significant Bits for Differential Privacy",
/// CCS 2012). A whole number with such noise can be any whole number, as likely as the promise says. Sigma is a power of two, so that every probability here is a fraction
/// over one.
/// </remarks>
/// <param name="words">Where chance comes from.</param>
/// <param name="deviationBits">Sigma is 2 to the power of it; up to 30.</param>
internal sealed class DiscreteGaussian(SecretWords words, int deviationBits)
{
    /// <summary>Algorithm 3, with t = sigma.</summary>
    public long Next()
    {
        while (true)
        {
            var drawn = Laplace();
            var distance = (UInt128)(ulong)Math.Abs(Math.Abs(drawn) - (1L << deviationBits));
            if (IsBelowExponential(distance * distance, (2 * deviationBits) + 1))
                return drawn;
        }
    }

    /// <summary>Algorithm 2 with t = sigma and s = 1: P(x) in proportion to e^(-|x| / sigma).</summary>
    private long Laplace()
    {
        while (true)
        {
            var part = words.Bits(deviationBits);
            if (!IsBelowExponentialOfShare(part, deviationBits))
                continue;

            var size = (long)part;
            while (IsBelowExponentialOfShare(1, bits: 0))
                size += 1L << deviationBits;

            // Or 0 would be there twice.
            var isNegative = words.Bits(1) == 1;
            if (size > 0 || !isNegative)
                return isNegative ? -size : size;
        }
    }

    /// <summary>Algorithm 1: true with probability e^-gamma, gamma = <paramref name="numerator"/> / 2^<paramref name="bits"/>.</summary>
    private bool IsBelowExponential(UInt128 numerator, int bits)
    {
        for (var whole = numerator >> bits; whole > 0; whole--)
        {
            if (!IsBelowExponentialOfShare(1, bits: 0))
                return false;
        }

        return IsBelowExponentialOfShare((ulong)(numerator & ((UInt128.One << bits) - 1)), bits);
    }

    /// <summary>The same for a gamma of at most 1: the first k at which a chance of gamma / k fails is odd with that probability.</summary>
    private bool IsBelowExponentialOfShare(ulong numerator, int bits)
    {
        var k = 1UL;
        while (words.Bits(bits) < numerator && words.Below(k) == 0)
            k++;

        return k % 2 == 1;
    }
}
