namespace DatasetGuard.Core;

/// <summary>The quantile function of the standard normal distribution.</summary>
public static class NormalQuantile
{
    private const double Tail = 0.02425;
    private static readonly double[] A = [-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.383577518672690e2, -3.066479806614716e1, 2.506628277459239];
    private static readonly double[] B = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1];
    private static readonly double[] C = [-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
    private static readonly double[] D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];

    /// <summary>P. J. Acklam's rational approximation (2003): right to a billionth of the value.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    public static double Of(double probability)
    {
        if (!(probability is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Above 0 and below 1.");
        if (probability > 0.5)
            return -Of(1 - probability);
        if (probability < Tail)
        {
            var q = Math.Sqrt(-2 * Math.Log(probability));
            return Polynomial(C, q) / Polynomial(D, q);
        }

        var centred = probability - 0.5;
        return centred * Polynomial(A, centred * centred) / Polynomial(B, centred * centred);
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        var sum = 0.0;
        foreach (var coefficient in coefficients)
            sum = (sum * x) + coefficient;

        return sum;
    }
}
