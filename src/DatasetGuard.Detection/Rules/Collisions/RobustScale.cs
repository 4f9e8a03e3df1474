namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>How far values lie from their middle, in spreads that a few outliers do not move.</summary>
internal static class RobustScale
{
    /// <summary>The standard deviation of a normal distribution is so many median absolute deviations.</summary>
    private const double PerMad = 1.4826;

    /// <summary>(value - median) / (1.4826 MAD); 0 for all where half of the values are equal.</summary>
    public static double[] Scores(double[] values)
    {
        var median = Median(values);
        var spread = PerMad * Median(Array.ConvertAll(values, value => Math.Abs(value - median)));
        return Array.ConvertAll(values, value => spread > 0 ? (value - median) / spread : 0);
    }

    /// <summary>The mean of the middle two of an even number.</summary>
    public static double Median(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            return 0;

        var sorted = values.ToArray();
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>About the mean, of all values.</summary>
    public static double Deviation(ReadOnlySpan<double> values)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in values)
            (sum, squares) = (sum + value, squares + (value * value));

        var mean = sum / values.Length;
        return Math.Sqrt(Math.Max(0, (squares / values.Length) - (mean * mean)));
    }
}
