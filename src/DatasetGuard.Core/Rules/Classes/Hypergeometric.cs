namespace DatasetGuard.Core.Rules.Classes;

/// <summary>Drawing without replacement: the exact form of the standardised residual of a contingency table's cell, right for rare things too.</summary>
internal static class Hypergeometric
{
    /// <summary>What a further term must add to be worth adding.</summary>
    private const double Negligible = 1e-12;

    /// <summary>log10 of the probability that a draw holds <paramref name="hits"/> marked items or more.</summary>
    /// <param name="hits">At least the expected number: from there on the terms fall.</param>
    /// <param name="total">Items in all.</param>
    /// <param name="marked">Marked ones among them.</param>
    /// <param name="drawn">Items of the draw.</param>
    public static double LogTail(int hits, int total, int marked, int drawn)
    {
        var first = LogChoose(marked, hits) + LogChoose(total - marked, drawn - hits) - LogChoose(total, drawn);
        var (sum, term) = (1.0, 1.0);
        for (var k = hits; k < Math.Min(marked, drawn) && term > Negligible * sum; k++)
        {
            term *= (double)(marked - k) / (k + 1) * ((double)(drawn - k) / (total - marked - drawn + k + 1));
            sum += term;
        }

        return Math.Min(0, (first + Math.Log(sum)) / Math.Log(10));
    }

    private static double LogChoose(int n, int k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    /// <summary>Stirling's series from ten on (NIST DLMF 5.11.1), where its error is below 1e-9.</summary>
    private static double LogFactorial(int n)
    {
        if (n >= 10)
            return ((n + 0.5) * Math.Log(n)) - n + (0.5 * Math.Log(2 * Math.PI)) + (1.0 / (12.0 * n)) - (1 / (360.0 * n * n * n));

        var product = 1.0;
        for (var i = 2; i <= n; i++)
            product *= i;

        return Math.Log(product);
    }
}
