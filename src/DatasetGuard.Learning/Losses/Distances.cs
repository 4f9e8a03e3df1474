using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>Euclidean distances between the rows of a matrix.</summary>
internal static class Distances
{
    // Nearer than this, single precision does not tell the direction from one point to the other.
    private const double LeastWithSlope = 1e-4;

    /// <summary>D_ij = |x_i - x_j|, shape (n, n).</summary>
    /// <remarks>
    /// The values come from differences, so that those of near points are exact. The slopes (x_i - x_j) / D_ij come from products of matrices, many times
    /// faster than going back through the differences: D = constant + (D² by products) / (2 D), the constant such that the value is the exact one.
    /// Points nearer than 1e-4 have no slope between them, where the authors of the margin loss let it fade by sqrt(D² + 1e-8).
    /// </remarks>
    public static Tensor Between(Tensor points)
    {
        var fixedPoints = points.detach();
        var exact = cdist(fixedPoints, fixedPoints, 2, compute_mode.donot_use_mm_for_euclid_dist);
        var halfInverse = where(exact.gt(TensorMath.Constant(LeastWithSlope, exact)), TensorMath.Constant(0.5, exact).div(exact), TensorMath.Constant(0, exact));
        var squares = points.mul(points).sum(1, keepdim: true);
        var products = points.mm(points.t()).mul(TensorMath.Constant(2, points));
        var slopes = squares.Plus(squares.t()).sub(products).mul(halfInverse);
        return exact.Plus(slopes.sub(slopes.detach()));
    }
}
