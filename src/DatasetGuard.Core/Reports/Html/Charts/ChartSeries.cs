namespace DatasetGuard.Core.Reports.Html.Charts;

/// <param name="Name">In the legend.</param>
/// <param name="Points">From left to right.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Something to compare with: gray and dashed.</summary>
    public bool IsReference { get; init; }

    /// <summary>How values are spread, as shares of equal steps from one end of an axis to the other.</summary>
    /// <param name="name">In the legend.</param>
    /// <param name="values">At least one.</param>
    /// <param name="axis">What they are drawn along.</param>
    /// <param name="bins">How many steps.</param>
    public static ChartSeries Histogram(string name, IReadOnlyCollection<double> values, ChartAxis axis, int bins)
    {
        var shares = new double[bins];
        foreach (var value in values)
            shares[Math.Clamp((int)(axis.Place(value) * bins), 0, bins - 1)] += 1.0 / values.Count;

        var points = new List<(double, double)>();
        for (var bin = 0; bin < bins; bin++)
        {
            points.Add((Edge(axis, bin, bins), shares[bin]));
            points.Add((Edge(axis, bin + 1, bins), shares[bin]));
        }

        return new ChartSeries(name, points);
    }

    private static double Edge(ChartAxis axis, int bin, int bins)
    {
        var share = (double)bin / bins;
        return axis.IsLogarithmic ? axis.Low * Math.Pow(axis.High / axis.Low, share) : axis.Low + ((axis.High - axis.Low) * share);
    }
}
