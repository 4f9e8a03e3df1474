namespace DatasetGuard.Learning.Screening;

/// <summary>How unusual a score is among those of clean images, without any assumption on their distribution but that clean ones can be exchanged with each other.</summary>
/// <remarks>
/// Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World" (2005), section 2.2, and Bates, Candès, Lei, Romano and Sesia, "Testing for Outliers with Conformal p-values"
/// (Annals of Statistics 2023), section 2.
/// </remarks>
public static class Conformal
{
    /// <summary>What a rate that is a share of whole numbers may miss by rounding.</summary>
    private const double Rounding = 1e-9;

    /// <summary>With fewer clean images no score is ever unusual enough: the least p-value of n is 1 / (n + 1).</summary>
    /// <param name="rate">Of false positives, above 0 and below 1.</param>
    public static int LeastCalibration(double rate) => (int)Math.Ceiling((1 / rate) - Rounding) - 1;

    /// <summary>p = (1 + number of clean scores that are as great or greater) / (n + 1), from 1 / (n + 1) to 1. Of clean images at most a share of t has a p up to t.</summary>
    /// <param name="calibration">Scores of clean images; greater ones are more suspect.</param>
    /// <param name="scores">Of the images that are judged.</param>
    public static double[] PValues(IReadOnlyCollection<double> calibration, IReadOnlyCollection<double> scores)
    {
        double[] sorted = [.. calibration.Order()];
        return [.. scores.Select(score => (double)(1 + sorted.Length - CountBelow(sorted, score)) / (sorted.Length + 1))];
    }

    /// <summary>The share of clean images that is called unusual on average: the rate, or a little less where it is none of the p-values.</summary>
    public static double MeanShare(int calibration, double rate) => Allowed(calibration, rate) / (calibration + 1);

    /// <summary>Whether a p-value is unusual at a rate of false positives.</summary>
    public static bool IsUnusual(double pValue, double rate) => pValue <= rate + Rounding;

    /// <summary>The chance that so many of clean images or more are called unusual.</summary>
    /// <remarks>
    /// k = floor(t (n + 1)) of n clean scores decide the threshold, above which the share of clean images is itself by chance, with the distribution Beta(k, n + 1 - k). Their number
    /// among m others therefore is beta-binomial, which a binomial test with t would understate where n is small.
    /// </remarks>
    /// <param name="flagged">So many were called unusual, from 0 to <paramref name="screened"/>.</param>
    /// <param name="screened">Images that were judged, m.</param>
    /// <param name="calibration">Clean images, n.</param>
    /// <param name="rate">Of false positives, t.</param>
    public static double ChanceOfAsMany(int flagged, int screened, int calibration, double rate)
    {
        var k = Allowed(calibration, rate);
        if (flagged == 0)
            return 1;
        if (k < 1)
            return 0;

        // log P(X = j), from j = 0 on by the ratio of neighbours; all of it is from 0 to 1.
        var (a, b, log) = (k, calibration + 1 - k, 0.0);
        for (var i = 0; i < screened; i++)
            log += Math.Log((b + i) / (a + b + i));

        var sum = 0.0;
        for (var j = 0; j <= screened; j++)
        {
            sum += j >= flagged ? Math.Exp(log) : 0;
            log += Math.Log((screened - j) * (j + a) / ((j + 1) * (screened - j - 1 + b)));
        }

        return Math.Min(1, sum);
    }

    /// <summary>The rank from the top, among clean images, from which on a score is unusual.</summary>
    private static double Allowed(int calibration, double rate) => Math.Floor((rate * (calibration + 1)) + Rounding);

    /// <summary>How many of ascending values are less.</summary>
    private static int CountBelow(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
