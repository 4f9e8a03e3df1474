using DatasetGuard.Core;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Which triggers are too small.</summary>
internal static class TriggerStatistics
{
    /// <summary>Makes the median absolute deviation that of a normal distribution.</summary>
    private const double Consistency = 1.4826;

    private const int Polishes = 10;

    /// <summary>The index of Wang et al., "Neural Cleanse" (IEEE S&amp;P 2019), section IV: deviations below the median, by the MAD. They flag above 2.</summary>
    /// <param name="sizes">Of the masks, class by class.</param>
    public static double[] AnomalyIndices(double[] sizes)
    {
        var median = RobustScale.Median(sizes);
        var spread = Spread(Array.ConvertAll(sizes, size => size - median));
        return Array.ConvertAll(sizes, size => size >= median ? 0 : spread > 0 ? (median - size) / spread : 0);
    }

    /// <summary>By how much the logarithm of each cost lies below what the natural costs lead to expect: a robust line through the logarithms.</summary>
    /// <remarks>
    /// With a slope of 1 it is rho = log T - log G of the design. The slope is measured, from 0 to 1, because in some models the natural cost says
    /// much of the trigger's (digits) and in others next to nothing (photographs), where dividing by it would only add noise. Theil and Sen's median of slopes bears
    /// up to 29 % of classes with a backdoor.
    /// </remarks>
    public static double[] Excess(double[] costs, double[] natural)
    {
        var (x, y) = (Array.ConvertAll(natural, Math.Log), Array.ConvertAll(costs, Math.Log));
        List<double> slopes = [];
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (x[i] != x[j])
                    slopes.Add((y[i] - y[j]) / (x[i] - x[j]));
            }
        }

        var slope = slopes.Count == 0 ? 0 : Math.Clamp(RobustScale.Median([.. slopes]), 0, 1);
        double[] residuals = [.. y.Zip(x, (own, other) => own - (slope * other))];
        var median = RobustScale.Median(residuals);
        return Array.ConvertAll(residuals, residual => median - residual);
    }

    /// <summary>By how much the logarithm of each cost lies below what its source and its target lead to expect: Tukey's median polish of the table.</summary>
    /// <param name="costs">By source and target; not a number where there is none.</param>
    public static double[,] PairExcess(double[,] costs)
    {
        var classes = costs.GetLength(0);
        var residuals = new double[classes, classes];
        for (var i = 0; i < classes; i++)
        {
            for (var j = 0; j < classes; j++)
                residuals[i, j] = -Math.Log(costs[i, j]);
        }

        for (var polish = 0; polish < Polishes; polish++)
        {
            for (var line = 0; line < 2 * classes; line++)
            {
                var (isRow, at) = (line < classes, line % classes);
                double[] known = [.. Enumerable.Range(0, classes).Select(k => isRow ? residuals[at, k] : residuals[k, at]).Where(double.IsFinite)];
                for (var k = 0; k < classes && known.Length > 0; k++)
                {
                    ref var residual = ref isRow ? ref residuals[at, k] : ref residuals[k, at];
                    residual -= RobustScale.Median(known);
                }
            }
        }

        return residuals;
    }

    /// <summary>The robust deviation of numbers about zero.</summary>
    public static double Spread(double[] values) => Consistency * RobustScale.Median(Array.ConvertAll(values, Math.Abs));

    /// <summary>The score that any of so many normal ones reaches by a chance of <paramref name="familyError"/>.</summary>
    public static double Threshold(int count, double familyError) => NormalQuantile.Of(1 - (familyError / count));
}
