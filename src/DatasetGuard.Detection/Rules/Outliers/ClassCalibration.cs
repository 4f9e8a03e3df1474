namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>Which class a statistic stands out in, with so many classes looked at.</summary>
internal static class ClassCalibration
{
    /// <summary>
    /// Chance that any class of a clean dataset is named, where the logarithm of the statistic is normal. With few classes that differ by more than
    /// <see cref="LeastSpread"/> the spread is uncertain and the chance greater: 0.11 of 10, 0.03 of 100 classes.
    /// </summary>
    private const double FamilyError = 0.01;

    /// <summary>With fewer classes their spread is not known.</summary>
    private const int LeastClasses = 5;

    /// <summary>Classes never agree better than to a tenth, however few there are to show it.</summary>
    private const double LeastSpread = 0.1;

    /// <summary>For each class whether it exceeds the others: the robust z of the logarithm is above Phi^-1(1 - 0.01 / classes).</summary>
    /// <param name="statistics">Positive; one a class.</param>
    public static bool[] StandsOut(IReadOnlyList<double> statistics)
    {
        if (statistics.Count < LeastClasses)
            return [.. Enumerable.Repeat(true, statistics.Count)];

        double[] logs = [.. statistics.Select(value => Math.Log(value))];
        var (centre, scale) = RobustScale.Of(logs);
        var cut = centre + (NormalQuantile.Of(1 - (FamilyError / logs.Length)) * Math.Max(scale, LeastSpread));
        return Array.ConvertAll(logs, value => value > cut);
    }

    /// <summary>Whether a class exceeds what normal clouds of its own size and spread show.</summary>
    /// <param name="space">The class.</param>
    /// <param name="statistic">Positive.</param>
    /// <param name="seed">Of the clouds.</param>
    public static bool ExceedsNull(ClassSpace space, Func<ClassSpace, double> statistic, int seed)
    {
        const int Draws = 10;
        var random = new Random(seed);
        var logs = Enumerable.Range(0, Draws).Select(_ => Math.Log(statistic(space.NormalCloud(random)))).ToArray();
        var mean = logs.Average();
        var deviation = Math.Sqrt(logs.Sum(value => (value - mean) * (value - mean)) / (Draws - 1));
        return Math.Log(statistic(space)) > mean + (NormalQuantile.Of(1 - FamilyError) * Math.Max(deviation, LeastSpread / 2));
    }
}
