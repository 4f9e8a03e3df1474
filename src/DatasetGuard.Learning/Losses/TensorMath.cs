using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>Arithmetic that makes no implicit scalars, which the collector may free while native code reads them.</summary>
internal static class TensorMath
{
    // Below the square of this a length is that of nothing: dividing by it would blow a gradient up beyond use.
    private const double LeastLength = 1e-6;

    private const double LeastTotal = 1e-30;

    private static readonly Scalar One = 1.ToScalar();

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    /// <summary>One number of the type and on the device of another tensor.</summary>
    public static Tensor Constant(double value, Tensor like) => tensor(value, like.dtype, like.device);

    /// <summary>Numbers of the type and on the device of another tensor.</summary>
    public static Tensor Constant(double[] values, long[] shape, Tensor like) => tensor(values, shape, like.dtype, like.device);

    public static Tensor Indices(long[] values, Tensor like) => tensor(values, [values.Length], ScalarType.Int64, like.device);

    /// <summary>Length of each row, shape (n, 1); that of a row of zeros has no slope instead of an endless one.</summary>
    public static Tensor RowLengths(Tensor rows) => SafeSquares(rows).sqrt();

    /// <summary>1 / length of each row, shape (n, 1), and 0 for a row that has no direction.</summary>
    public static Tensor InverseRowLengths(Tensor rows)
    {
        var squares = SafeSquares(rows);
        return where(squares.gt(Constant(LeastLength * LeastLength, rows)), squares.rsqrt(), Constant(0, rows));
    }

    /// <summary>log(1 + e^x) without overflow.</summary>
    public static Tensor Softplus(Tensor x) => logaddexp(x, Constant(0, x));

    /// <summary>Sum of values * weights over the sum of the weights, or 0 where there are none.</summary>
    public static Tensor Mean(Tensor values, Tensor weights) => Ratio(values.mul(weights).sum(), weights.sum());

    /// <summary>The quotient of two numbers, of which the lower is not negative; 0 / 0 is 0.</summary>
    public static Tensor Ratio(Tensor upper, Tensor lower) => upper.div(maximum(lower, Constant(LeastTotal, lower)));

    /// <summary>The value of a tensor of one element.</summary>
    public static double Value(Tensor number)
    {
        using var copy = number.detach().cpu().to_type(ScalarType.Float64);
        return MemoryMarshal.Read<double>(copy.bytes);
    }

    private static Tensor SafeSquares(Tensor rows) => maximum(rows.mul(rows).sum(1, keepdim: true), Constant(LeastLength * LeastLength, rows));
}
