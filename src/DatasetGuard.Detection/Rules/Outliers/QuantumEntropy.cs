using System.Numerics.Tensors;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>The quantum entropy score of Hayase et al., "SPECTRE" (2021, arXiv 2104.11315), section 3.2, after robust whitening.</summary>
/// <remarks>
/// tau_i = h_i' Q h_i / tr Q with Q = exp(alpha (S - I) / (|S| - 1)) and S the covariance of all whitened rows h. With alpha = 0 that is the squared
/// length, with alpha to infinity the square along the first axis. Q is the matrix exponential, not the exponential of each entry.
/// </remarks>
internal static class QuantumEntropy
{
    public const int MaxDimension = 16;

    private const double Alpha = 4;

    /// <param name="whitened">Row by row, from <see cref="RobustWhitening"/>.</param>
    /// <param name="dimension">Of the rows.</param>
    public static double[] Scores(double[] whitened, int dimension)
    {
        using var scope = NewDisposeScope();
        var rows = tensor(whitened, whitened.Length / dimension, dimension);
        var (values, vectors) = linalg.eigh(rows.t().mm(rows));
        var spread = values.data<double>().ToArray();
        TensorPrimitives.Divide(spread, whitened.Length / dimension, spread);

        // Where the whitening left nothing above unit variance there is no direction to prefer: the exponent's divisor would vanish.
        var excess = Math.Max(spread[^1] - 1, 1e-3);
        var weights = Array.ConvertAll(spread, value => Math.Exp(Alpha * (value - spread[^1]) / excess));
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<double>(weights), weights);
        var projected = rows.mm(vectors);
        return projected.mul(projected).mm(tensor(weights, dimension, 1)).data<double>().ToArray();
    }
}
