using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Detection.Features;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>The space in which the reference images have mean 0 and unit covariance: z = L^-1 (u - mu), with L L^T = cov + 0.02 I.</summary>
/// <remarks>The ridge keeps directions in which the images hardly vary from deciding alone; u is bounded, so the factorisation cannot fail.</remarks>
internal sealed class Whitening
{
    private const double Ridge = 0.02;
    private const double Scale = WindowExtractor.WindowScale;

    private readonly float[] _singleMean;
    private float[]? _singleInverse;

    private Whitening(double[] mean, double[] inverse)
    {
        Mean = mean;
        _singleMean = Array.ConvertAll(mean, value => (float)value);
        Inverse = inverse;
    }

    /// <summary>mu, in units of the normalised window.</summary>
    public double[] Mean { get; }

    /// <summary>L^-1, row by row, lower triangular.</summary>
    public double[] Inverse { get; }

    public int Dimension => Mean.Length;

    public static Whitening Of(WindowMoments reference)
    {
        var d = reference.Dimension;
        var mean = Array.ConvertAll(reference.Sums, sum => sum / (Scale * reference.Count));
        var covariance = new double[d * d];
        var unit = 1 / (Scale * Scale * reference.Count);
        for (var i = 0; i < d; i++)
        {
            // The factorisation reads the lower triangle only.
            for (var j = 0; j <= i; j++)
                covariance[(i * d) + j] = (reference.Products[(i * d) + j] * unit) - (mean[i] * mean[j]);

            covariance[(i * d) + i] += Ridge;
        }

        using var scope = NewDisposeScope();
        var lower = linalg.cholesky(tensor(covariance, d, d));
        var inverse = linalg.solve_triangular(lower, eye(d, dtype: ScalarType.Float64), upper: false);
        return new Whitening(mean, inverse.data<double>().ToArray());
    }

    /// <summary>m = L^-1 (u - mu).</summary>
    public double[] Whiten(ReadOnlySpan<double> vector)
    {
        var centred = new double[Dimension];
        TensorPrimitives.Subtract(vector, Mean, centred);
        return MultiplyInverse(centred);
    }

    /// <summary>L^-1 v.</summary>
    public double[] MultiplyInverse(ReadOnlySpan<double> vector)
    {
        var result = new double[Dimension];
        for (var i = 0; i < Dimension; i++)
            result[i] = TensorPrimitives.Dot(Inverse.AsSpan(i * Dimension, i + 1), vector[..(i + 1)]);

        return result;
    }

    /// <summary>L^-T v.</summary>
    public double[] MultiplyTransposedInverse(ReadOnlySpan<double> vector)
    {
        var result = new double[Dimension];
        for (var i = 0; i < Dimension; i++)
        {
            var part = result.AsSpan(0, i + 1);
            TensorPrimitives.MultiplyAdd(Inverse.AsSpan(i * Dimension, i + 1), vector[i], part, part);
        }

        return result;
    }

    /// <summary>The filter that projects on a direction of the whitened space: weights L^-T v for stored bytes, and the offset -mu L^-T v.</summary>
    public (double[] Weights, double Offset) FilterOf(ReadOnlySpan<double> direction)
    {
        var weights = MultiplyTransposedInverse(direction);
        var offset = -TensorPrimitives.Dot<double>(Mean, weights);
        TensorPrimitives.Divide(weights, Scale, weights);
        return (weights, offset);
    }

    /// <summary>Some stored rows in whitened space, in single precision.</summary>
    /// <param name="rows">Stored bytes; this window's values begin at <paramref name="offset"/> of each row.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="offset">Where the window begins in a row.</param>
    /// <param name="members">Which rows.</param>
    public Tensor WhitenRows(ReadOnlySpan<sbyte> rows, int stride, int offset, ReadOnlySpan<int> members)
    {
        using var scope = NewDisposeScope();
        var centred = empty(members.Length, Dimension, dtype: ScalarType.Float32);
        var target = MemoryMarshal.Cast<byte, float>(centred.bytes);
        for (var i = 0; i < members.Length; i++)
            ByteRows.ToCentred(rows.Slice((members[i] * stride) + offset, Dimension), 1f / WindowExtractor.WindowScale, _singleMean, target.Slice(i * Dimension, Dimension));

        _singleInverse ??= Array.ConvertAll(Inverse, value => (float)value);
        return centred.mm(tensor(_singleInverse, Dimension, Dimension).t()).MoveToOuterDisposeScope();
    }

    /// <summary>Sum of the squared lengths of some stored rows in whitened space.</summary>
    public double Energy(ReadOnlySpan<sbyte> rows, int stride, int offset, ReadOnlySpan<int> members)
    {
        using var whitened = WhitenRows(rows, stride, offset, members);
        return TensorPrimitives.SumOfSquares(MemoryMarshal.Cast<byte, float>(whitened.bytes));
    }
}
