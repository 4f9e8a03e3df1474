using System.Numerics.Tensors;
using DatasetGuard.Core;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>The coordinates of a class in which its inner images have mean 0 and unit covariance.</summary>
/// <remarks>
/// Mean and covariance of the innermost 75 in 100 images, found by concentration steps (Rousseeuw and Van Driessen 1999, "A Fast Algorithm for the
/// Minimum Covariance Determinant Estimator", section 3) from the coordinatewise medians: outliers do not hide by stretching the ellipse.
/// </remarks>
internal static class RobustWhitening
{
    private const double Kept = 0.75;
    private const int Steps = 5;
    private const double Ridge = 1e-6;

    /// <param name="space">More images than <paramref name="dimension"/>.</param>
    /// <param name="dimension">How many axes.</param>
    /// <returns>Row by row.</returns>
    public static double[] Of(ClassSpace space, int dimension)
    {
        using var scope = NewDisposeScope();
        var rows = new double[space.Count * dimension];
        for (var i = 0; i < space.Count; i++)
            TensorPrimitives.ConvertTruncating(space[i][..dimension], rows.AsSpan(i * dimension, dimension));

        var result = StartFromMedians(rows, dimension);
        for (var step = 0; step < Steps; step++)
            result = Whitened(rows, dimension, Innermost(result, dimension));

        return result;
    }

    /// <summary>Squared lengths of whitened rows: squared robust Mahalanobis distances.</summary>
    public static double[] Distances(double[] whitened, int dimension)
    {
        var distances = new double[whitened.Length / dimension];
        for (var i = 0; i < distances.Length; i++)
            distances[i] = TensorPrimitives.SumOfSquares<double>(whitened.AsSpan(i * dimension, dimension));

        return distances;
    }

    private static double[] StartFromMedians(double[] rows, int dimension)
    {
        var count = rows.Length / dimension;
        var result = rows.ToArray();
        var column = new double[count];
        for (var axis = 0; axis < dimension; axis++)
        {
            for (var i = 0; i < count; i++)
                column[i] = rows[(i * dimension) + axis];

            var (centre, scale) = RobustScale.Of(column);
            for (var i = 0; i < count; i++)
                result[(i * dimension) + axis] = scale > 0 ? (column[i] - centre) / scale : 0;
        }

        return result;
    }

    private static int[] Innermost(double[] whitened, int dimension)
    {
        var distances = Distances(whitened, dimension);
        var order = Enumerable.Range(0, distances.Length).OrderBy(i => distances[i]).ThenBy(i => i);
        return [.. order.Take(Math.Max(dimension + 1, (int)(Kept * distances.Length)))];
    }

    private static double[] Whitened(double[] rows, int dimension, int[] inner)
    {
        using var scope = NewDisposeScope();
        var all = tensor(rows, rows.Length / dimension, dimension);
        var core = all.index_select(0, tensor(Array.ConvertAll(inner, i => (long)i)));
        var mean = core.mean([0], keepdim: true);
        core = core.sub(mean);
        var covariance = core.t().mm(core).data<double>().ToArray();
        var trace = 0.0;
        for (var i = 0; i < dimension; i++)
            trace += covariance[(i * dimension) + i];
        for (var i = 0; i < covariance.Length; i++)
            covariance[i] = (covariance[i] / inner.Length) + (i % (dimension + 1) == 0 ? (Ridge * trace / inner.Length / dimension) + double.Epsilon : 0);

        // A class without any spread has no ellipse; its rows are all zero, as they are.
        if (trace <= 0)
            return new double[rows.Length];

        var lower = linalg.cholesky(tensor(covariance, dimension, dimension));
        return linalg.solve_triangular(lower, all.sub(mean).t(), upper: false).t().contiguous().data<double>().ToArray();
    }
}
