namespace DatasetGuard.Core;

/// <summary>Where most of the values lie, whatever the others are.</summary>
public static class RobustScale
{
    /// <summary>Makes the median absolute deviation of a normal distribution its standard deviation.</summary>
    private const double NormalFactor = 1.4826;

    /// <returns>The median, and 1.4826 times the median absolute deviation from it.</returns>
    public static (double Centre, double Scale) Of(IReadOnlyCollection<double> values)
    {
        var centre = Median(values);
        return (centre, NormalFactor * Median([.. values.Select(value => Math.Abs(value - centre))]));
    }

    /// <summary>(value - median) / (1.4826 MAD); 0 for all where half of the values are equal.</summary>
    public static double[] Scores(double[] values)
    {
        var (centre, scale) = Of(values);
        return Array.ConvertAll(values, value => scale > 0 ? (value - centre) / scale : 0);
    }

    /// <summary>The middle value; of an even number the mean of the two; NaN of none.</summary>
    public static double Median(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
            return double.NaN;

        double[] sorted = [.. values];
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
