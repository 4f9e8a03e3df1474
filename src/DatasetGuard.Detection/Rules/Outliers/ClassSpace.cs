using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Detection.Features;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>The features of one class, centred and turned to their principal axes.</summary>
internal sealed class ClassSpace
{
    /// <summary>Later axes of a small network's features are noise.</summary>
    public const int MaxDimension = 32;

    private readonly float[] _values;

    private ClassSpace(float[] values, double[] variances) => (_values, Variances) = (values, variances);

    /// <summary>Variance along each axis, greatest first.</summary>
    public double[] Variances { get; }

    public int Dimension => Variances.Length;

    public int Count => _values.Length / Math.Max(1, Dimension);

    /// <summary>Coordinates of one image, along the first axis first.</summary>
    public ReadOnlySpan<float> this[int index] => _values.AsSpan(index * Dimension, Dimension);

    /// <param name="features">Row by row.</param>
    /// <param name="dimension">Of the features.</param>
    /// <param name="count">Number of rows, at least 1.</param>
    public static ClassSpace Of(ReadOnlySpan<float> features, int dimension, int count)
    {
        using var scope = NewDisposeScope();
        var rows = empty(count, dimension, dtype: ScalarType.Float32);
        features.CopyTo(MemoryMarshal.Cast<byte, float>(rows.bytes));
        var centred = rows.to_type(ScalarType.Float64);
        centred = centred.sub(centred.mean([0], keepdim: true));
        var (values, vectors) = linalg.eigh(centred.t().mm(centred));

        // Ascending; only what the rows can span. The sign of an axis is whatever the library gives: nothing below depends on it.
        var kept = Math.Min(MaxDimension, Math.Min(dimension, Math.Max(1, count - 1)));
        var axes = vectors.narrow(1, dimension - kept, kept).flip(1);
        var variances = values.narrow(0, dimension - kept, kept).flip(0).data<double>().ToArray();
        TensorPrimitives.Divide(variances, count, variances);
        return new ClassSpace(centred.mm(axes).to_type(ScalarType.Float32).data<float>().ToArray(), Array.ConvertAll(variances, value => Math.Max(0, value)));
    }

    /// <summary>The same for features that need not all be in memory.</summary>
    /// <param name="read">Fills a vector with one row; called for every row three times, in order.</param>
    /// <param name="dimension">Of the features.</param>
    /// <param name="count">Number of rows, at least 1.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    public static ClassSpace Of(GivenFeatures.Reader read, int dimension, int count, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var blocks = new FeatureBlocks(read, dimension, count, cancellationToken);
        var kept = Math.Min(MaxDimension, Math.Min(dimension, Math.Max(1, count - 1)));
        var (variances, axes) = count < dimension ? blocks.AxesOfRows(kept) : blocks.AxesOfColumns(kept);
        return new ClassSpace(blocks.Project(axes), Array.ConvertAll(variances, value => Math.Max(0, value / count)));
    }

    /// <summary>As many points drawn from the normal distribution with the same variance along each axis.</summary>
    public ClassSpace NormalCloud(Random random)
    {
        var values = new float[_values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            // Box and Muller 1958; 1 - u keeps the logarithm finite.
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            values[i] = (float)(normal * Math.Sqrt(Variances[i % Dimension]));
        }

        return Of(values, Dimension, Count);
    }
}
