using DatasetGuard.Core;

namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>Which class a statistic stands out in, with so many classes looked at.</summary>
internal static class ClassCalibration
{
    /// <summary>Chance that any class of a clean dataset is named, where the logarithm of the statistic is normal.</summary>
    public const double FamilyError = 0.01;

    /// <summary>With fewer classes their spread is not known.</summary>
    private const int LeastClasses = 5;

    /// <summary>Classes never agree better than to a tenth, however few there are to show it.</summary>
    private const double LeastSpread = 0.1;

    /// <summary>Why no class can be named; null when one can.</summary>
    /// <param name="classes">Large enough to be looked at.</param>
    public static string? ReasonToSkip(int classes) =>
        classes >= LeastClasses ? null : $"A class would have to stand out among at least {LeastClasses}, and {classes:N0} {(classes == 1 ? "is" : "are")} large enough.";

    /// <summary>
    /// For each class whether it exceeds the others: the robust z of the logarithm is above the quantile 1 - 0.01 / classes of Student's distribution, for the
    /// spread is itself estimated from the classes. None where there are fewer than five.
    /// </summary>
    /// <param name="statistics">Positive; one a class.</param>
    /// <param name="familyError">In the place of 0.01.</param>
    public static bool[] StandsOut(IReadOnlyList<double> statistics, double familyError = FamilyError)
    {
        if (statistics.Count < LeastClasses)
            return new bool[statistics.Count];

        double[] logs = [.. statistics.Select(value => Math.Log(value))];
        var (centre, scale) = RobustScale.Of(logs);
        var cut = centre + (StudentQuantile(1 - (familyError / logs.Length), logs.Length - 1) * Math.Max(scale, LeastSpread));
        return Array.ConvertAll(logs, value => value > cut);
    }

    /// <summary>The expansion of Cornish and Fisher (1938) to the second order: right to 2 % from nine degrees of freedom on, a ninth too small at four.</summary>
    internal static double StudentQuantile(double probability, int freedom)
    {
        var z = NormalQuantile.Of(probability);
        var (third, fifth) = (z * z * z, z * z * z * z * z);
        return z + ((third + z) / (4 * freedom)) + (((5 * fifth) + (16 * third) + (3 * z)) / (96.0 * freedom * freedom));
    }

    /// <summary>Whether a class exceeds what normal clouds of its own size and spread show.</summary>
    /// <param name="space">The class.</param>
    /// <param name="statistic">Positive.</param>
    /// <param name="seed">Of the clouds.</param>
    /// <param name="error">Chance that a normal cloud exceeds them.</param>
    public static bool ExceedsNull(ClassSpace space, Func<ClassSpace, double> statistic, int seed, double error = FamilyError)
    {
        const int Draws = 10;
        var random = new Random(seed);
        var logs = Enumerable.Range(0, Draws).Select(_ => Math.Log(statistic(space.NormalCloud(random)))).ToArray();
        var mean = logs.Average();
        var deviation = Math.Sqrt(logs.Sum(value => (value - mean) * (value - mean)) / (Draws - 1));
        return Math.Log(statistic(space)) > mean + (NormalQuantile.Of(1 - error) * Math.Max(deviation, LeastSpread / 2));
    }
}
