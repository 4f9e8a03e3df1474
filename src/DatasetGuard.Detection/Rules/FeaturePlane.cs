using System.Numerics.Tensors;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Outliers;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules;

/// <summary>The plane of the first two principal components, for people to look at: no rule judges by it.</summary>
internal static class FeaturePlane
{
    /// <summary>Rows from which the axes are found; more change a picture little, and the products of long vectors take minutes.</summary>
    private const int MaxRowsForAxes = 1024;

    /// <param name="source">What the features are.</param>
    /// <param name="samples">Index into the dataset's samples of each row.</param>
    /// <param name="dimension">Of the features.</param>
    /// <param name="read">Fills a vector with one row.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <returns>Why there is none where the features have no plane or are longer than those that rules look at; null for very few samples.</returns>
    public static FeatureMap? Of(string source, IReadOnlyList<int> samples, int dimension, GivenFeatures.Reader read, CancellationToken cancellationToken)
    {
        if (Missing(source, dimension) is { } missing)
            return missing;
        if (samples.Count < 3)
            return null;

        // Evenly spread over the rows, which are ordered by class.
        var used = Math.Min(samples.Count, MaxRowsForAxes);
        GivenFeatures.Reader some = (row, vector) => read((int)((long)row * samples.Count / used), vector);
        var axes = Axes(some, dimension, used, cancellationToken);
        var (x, y) = (new float[samples.Count], new float[samples.Count]);
        var row = new float[dimension];
        for (var i = 0; i < samples.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            read(i, row);
            x[i] = TensorPrimitives.Dot<float>(row, axes.First);
            y[i] = TensorPrimitives.Dot<float>(row, axes.Second);
        }

        return FeatureMap.Of(source, samples, x, y, axes.Share) with { SamplesForAxes = used < samples.Count ? used : 0 };
    }

    /// <summary>What stands in the place of a map of features that have none by their length; null where a map can be drawn.</summary>
    public static FeatureMap? Missing(string source, int dimension) => dimension switch
    {
        < 2 => FeatureMap.None(source, "They have one value a sample, and a map needs two."),
        > GivenFeatures.MaxLength => FeatureMap.None(source, $"They have {dimension:N0} values a sample, and a map is drawn of at most {GivenFeatures.MaxLength:N0}."),
        _ => null,
    };

    private static (float[] First, float[] Second, double Share) Axes(GivenFeatures.Reader read, int dimension, int count, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var blocks = new FeatureBlocks(read, dimension, count, cancellationToken);
        var (sums, axes) = count < dimension ? blocks.AxesOfRows(2) : blocks.AxesOfColumns(2);
        var all = SumOfSquares(read, dimension, count);
        var values = axes.contiguous().data<double>().ToArray();
        return (Axis(values, 0), Axis(values, 1), all > 0 ? Math.Clamp((sums[0] + sums[1]) / all, 0, 1) : 0);
    }

    /// <summary>A column of the axes, turned so that its largest entry is positive: which way it points is the library's choice.</summary>
    private static float[] Axis(double[] axes, int column)
    {
        var axis = new float[axes.Length / 2];
        for (var i = 0; i < axis.Length; i++)
            axis[i] = (float)axes[(2 * i) + column];

        if (axis[TensorPrimitives.IndexOfMaxMagnitude<float>(axis)] < 0)
            TensorPrimitives.Negate(axis, axis);

        return axis;
    }

    /// <summary>Of the rows less their mean.</summary>
    private static double SumOfSquares(GivenFeatures.Reader read, int dimension, int count)
    {
        var (mean, sum) = (new double[dimension], new double[dimension]);
        var row = new float[dimension];
        for (var i = 0; i < count; i++)
        {
            read(i, row);
            for (var k = 0; k < dimension; k++)
            {
                // Welford 1962: no difference of large sums.
                var before = row[k] - mean[k];
                mean[k] += before / (i + 1);
                sum[k] += before * (row[k] - mean[k]);
            }
        }

        return sum.Sum();
    }
}
