using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>Fisher's linear discriminant: one covariance for all classes, g_c(x) = mu_c' W^-1 x - mu_c' W^-1 mu_c / 2 + log p_c.</summary>
/// <remarks>
/// W = (1 - s) S + s m I, with S the covariance within the classes and m its mean variance. The shrinkage s is that of Ledoit and Wolf, "A
/// well-conditioned estimator for large-dimensional covariance matrices" (J. Multivariate Analysis 88, 2004), section 3, and at least 0.05. It matters
/// where a class has fewer images than there are features.
/// </remarks>
internal sealed class LinearDiscriminant
{
    private const double LeastShrinkage = 0.05;
    private const int BlockRows = 1024;
    private const int TileColumns = 64;

    private readonly double[][] _means;
    private readonly double[] _offsets;
    private readonly double[] _inverse;
    private readonly double[][] _filters;
    private readonly int[] _counts;
    private readonly int _rows;

    private LinearDiscriminant(double[][] means, int[] counts, double[] inverse, double shrinkage)
    {
        (_means, _counts, _inverse, Shrinkage) = (means, counts, inverse, shrinkage);
        _rows = counts.Sum();
        _filters = Array.ConvertAll(means, mean => Multiply(inverse, mean));
        _offsets = [.. means.Select((mean, c) => Math.Log((double)counts[c] / _rows) - (TensorPrimitives.Dot<double>(mean, _filters[c]) / 2))];
    }

    /// <summary>s, 0.05 to 1.</summary>
    public double Shrinkage { get; }

    /// <param name="features">One row a sample.</param>
    /// <param name="labels">Class of each row.</param>
    /// <param name="counts">Rows of each class; a class without rows is nobody's rival.</param>
    /// <param name="jobs">Threads; the result does not depend on them.</param>
    /// <param name="cancellationToken">Stops within a block.</param>
    public static LinearDiscriminant Fit(FeatureMatrix features, int[] labels, int[] counts, int jobs, CancellationToken cancellationToken)
    {
        var means = Means(features, labels, counts);
        var centred = Centred(features, labels, means);
        var covariance = Products(centred, jobs, cancellationToken);
        TensorPrimitives.Divide(covariance, features.Rows, covariance);
        var shrinkage = Math.Max(LeastShrinkage, LedoitWolf(covariance, centred));
        Shrink(covariance, features.Columns, shrinkage);
        return new LinearDiscriminant(means, counts, Inverse(covariance, features.Columns), shrinkage);
    }

    /// <summary>The best class other than the sample's own.</summary>
    public int RivalOf(ReadOnlySpan<float> features, int label)
    {
        var vector = ToDouble(features);
        var (best, most) = (-1, double.NegativeInfinity);
        for (var c = 0; c < _means.Length; c++)
        {
            if (c == label || _counts[c] == 0)
                continue;

            var score = TensorPrimitives.Dot<double>(_filters[c], vector) + _offsets[c];
            if (score > most)
                (best, most) = (c, score);
        }

        return best;
    }

    /// <summary>The direction in which a sample's margin of its own class over a rival grows, as the other samples see it.</summary>
    /// <remarks>
    /// With u = x - mu_y: leaving x out makes the mean mu_y - u / (n_y - 1) and the covariance W - b u u', b = (1 - s) n_y / ((n_y - 1) n), whose inverse
    /// is that of Sherman and Morrison. Otherwise a poison in a class of a hundred images would have moved its class towards itself.
    /// </remarks>
    public double[] MarginDirection(ReadOnlySpan<float> features, int label, int rival)
    {
        var count = _counts[label];
        var u = ToDouble(features);
        TensorPrimitives.Subtract(u, _means[label], u);
        var q = Multiply(_inverse, u);
        var b = (1 - Shrinkage) * count / ((count - 1.0) * _rows);

        var difference = new double[u.Length];
        for (var i = 0; i < difference.Length; i++)
            difference[i] = _means[label][i] - (u[i] / (count - 1)) - _means[rival][i];

        var weight = (b * TensorPrimitives.Dot<double>(q, difference) / Math.Max(0.05, 1 - (b * TensorPrimitives.Dot<double>(q, u)))) - (1.0 / (count - 1));
        for (var i = 0; i < difference.Length; i++)
            difference[i] = _filters[label][i] - _filters[rival][i] + (weight * q[i]);

        return difference;
    }

    private static double[][] Means(FeatureMatrix features, int[] labels, int[] counts)
    {
        var means = Array.ConvertAll(counts, _ => new double[features.Columns]);
        for (var row = 0; row < features.Rows; row++)
        {
            var mean = means[labels[row]];
            var values = features.Row(row);
            for (var i = 0; i < mean.Length; i++)
                mean[i] += values[i];
        }

        for (var c = 0; c < means.Length; c++)
            TensorPrimitives.Divide(means[c], Math.Max(1, counts[c]), means[c]);

        return means;
    }

    private static FeatureMatrix Centred(FeatureMatrix features, int[] labels, double[][] means)
    {
        var result = new FeatureMatrix(features.Rows, features.Columns);
        for (var row = 0; row < features.Rows; row++)
        {
            var (values, mean, target) = (features.Row(row).ToArray(), means[labels[row]], result.Row(row).ToArray());
            for (var i = 0; i < mean.Length; i++)
                target[i] = (float)(values[i] - mean[i]);

            target.CopyTo(result.Row(row));
        }

        return result;
    }

    /// <summary>X'X, a strip of columns a thread, each summed over the blocks in their order.</summary>
    private static double[] Products(FeatureMatrix rows, int jobs, CancellationToken cancellationToken)
    {
        var d = rows.Columns;
        var products = new double[d * d];
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        Parallel.For(0, (d + TileColumns - 1) / TileColumns, options, tile =>
        {
            var first = tile * TileColumns;
            var width = Math.Min(TileColumns, d - first);
            for (var block = 0; block < rows.Rows; block += BlockRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var all = rows.Block(block, Math.Min(BlockRows, rows.Rows - block));
                var strip = all.narrow(1, first, width).t().mm(all);
                var values = MemoryMarshal.Cast<byte, float>(strip.contiguous().bytes);
                for (var i = 0; i < values.Length; i++)
                    products[(first * d) + i] += values[i];
            }
        });
        return products;
    }

    /// <summary>b^2 / d^2 of Ledoit and Wolf: the error of the covariance over its distance from m I, both squared.</summary>
    private static double LedoitWolf(double[] covariance, FeatureMatrix centred)
    {
        var d = centred.Columns;
        var squares = TensorPrimitives.SumOfSquares<double>(covariance);
        var trace = Enumerable.Range(0, d).Sum(i => covariance[(i * d) + i]);
        var distance = squares - (trace * trace / d);
        var fourth = 0.0;
        for (var row = 0; row < centred.Rows; row++)
        {
            var length = (double)TensorPrimitives.SumOfSquares<float>(centred.Row(row));
            fourth += length * length;
        }

        var error = ((fourth / centred.Rows) - squares) / centred.Rows;
        return distance > 0 ? Math.Clamp(error / distance, 0, 1) : 1;
    }

    private static void Shrink(double[] covariance, int d, double shrinkage)
    {
        var mean = Enumerable.Range(0, d).Sum(i => covariance[(i * d) + i]) / d;
        TensorPrimitives.Multiply(covariance, 1 - shrinkage, covariance);
        for (var i = 0; i < d; i++)
            covariance[(i * d) + i] += shrinkage * (mean > 0 ? mean : 1);
    }

    private static double[] Inverse(double[] matrix, int d)
    {
        using var scope = NewDisposeScope();
        var lower = linalg.cholesky(tensor(matrix, d, d));
        return cholesky_inverse(lower).data<double>().ToArray();
    }

    private static double[] Multiply(double[] matrix, double[] vector)
    {
        var result = new double[vector.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = TensorPrimitives.Dot<double>(matrix.AsSpan(i * result.Length, result.Length), vector);

        return result;
    }

    private static double[] ToDouble(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        TensorPrimitives.ConvertTruncating(values, result);
        return result;
    }
}
