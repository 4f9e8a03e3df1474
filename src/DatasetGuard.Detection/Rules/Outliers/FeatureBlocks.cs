using System.Runtime.InteropServices;
using DatasetGuard.Detection.Features;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>The features of one class, some rows at a time, less their mean: a large class does not fit into memory in double precision.</summary>
internal sealed class FeatureBlocks
{
    private const int BlockValues = 1 << 20;

    private static readonly Scalar One = 1.0.ToScalar();

    private readonly GivenFeatures.Reader _read;
    private readonly int _dimension;
    private readonly int _count;
    private readonly CancellationToken _cancellationToken;
    private readonly double[] _mean;

    /// <param name="read">Fills a vector with one row.</param>
    /// <param name="dimension">Values of a row.</param>
    /// <param name="count">Number of rows, at least 1.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    public FeatureBlocks(GivenFeatures.Reader read, int dimension, int count, CancellationToken cancellationToken)
    {
        (_read, _dimension, _count, _cancellationToken, _mean) = (read, dimension, count, cancellationToken, new double[dimension]);
        var row = new float[dimension];
        for (var i = 0; i < count; i++)
        {
            read(i, row);
            for (var k = 0; k < dimension; k++)
                _mean[k] += row[k] / (double)count;
        }
    }

    /// <summary>Principal axes, as columns, and the sums of squares along them, by the scatter of the columns.</summary>
    public (double[] Sums, Tensor Axes) AxesOfColumns(int kept)
    {
        var scatter = zeros(_dimension, _dimension, dtype: ScalarType.Float64);
        ForEach((_, block) => scatter.add_(block.t().mm(block), One));
        return Largest(scatter, kept);
    }

    /// <summary>The same by the products of fewer rows than columns: x = u s v^T, so v = x^T u / s.</summary>
    public (double[] Sums, Tensor Axes) AxesOfRows(int kept)
    {
        var rows = Block(0, _count);
        var (sums, vectors) = Largest(rows.mm(rows.t()), kept);
        var axes = rows.t().mm(vectors);
        var scales = Array.ConvertAll(sums, sum => sum > 0 ? 1 / Math.Sqrt(sum) : 0);
        return (sums, axes.mul(tensor(scales, 1, kept)));
    }

    /// <summary>Coordinates along the axes, row by row.</summary>
    public float[] Project(Tensor axes)
    {
        var kept = (int)axes.shape[1];
        var values = new float[_count * kept];
        ForEach((first, block) => block.mm(axes).to_type(ScalarType.Float32).data<float>().CopyTo(values.AsSpan(first * kept)));
        return values;
    }

    private static (double[] Sums, Tensor Axes) Largest(Tensor symmetric, int kept)
    {
        var (values, vectors) = linalg.eigh(symmetric);
        var from = values.shape[0] - kept;
        return (values.narrow(0, from, kept).flip(0).data<double>().ToArray(), vectors.narrow(1, from, kept).flip(1));
    }

    private void ForEach(Action<int, Tensor> work)
    {
        var rows = Math.Max(1, BlockValues / _dimension);
        for (var first = 0; first < _count; first += rows)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            work(first, Block(first, Math.Min(rows, _count - first)));
        }
    }

    private Tensor Block(int first, int count)
    {
        var block = empty(count, _dimension, dtype: ScalarType.Float64);
        var values = MemoryMarshal.Cast<byte, double>(block.bytes);
        var row = new float[_dimension];
        for (var i = 0; i < count; i++)
        {
            _read(first + i, row);
            for (var k = 0; k < _dimension; k++)
                values[(i * _dimension) + k] = row[k] - _mean[k];
        }

        return block;
    }
}
