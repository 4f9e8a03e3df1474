using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>Base contrastive loss of Hadsell, Chopra and LeCun, "Dimensionality Reduction by Learning an Invariant Mapping" (CVPR 2006), equation 4.</summary>
/// <remarks>
/// l(i, j) = D² for pairs of one label and [alpha - D]₊² for others, D = |e_i - e_j|. The loss is half the weighted mean of the first over the pairs of
/// one label plus half that of the second over the others, so that the many pairs of different labels do not drown the few of the same. From 0 on.
/// </remarks>
/// <param name="alpha">Distance from which on pairs of different labels cost nothing; above 0, and below 2 on the sphere.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is not above 0 or not finite.</exception>
public sealed class ContrastiveLoss(double alpha = 1) : DistanceLoss(nameof(ContrastiveLoss))
{
    private readonly double _alpha = Checked.Positive(alpha);

    private protected override Tensor OfDistances(KeptBatch batch, Tensor distances, int dimension)
    {
        var pairs = LabelPairs.All(batch);
        var missing = TensorMath.Constant(_alpha, distances).sub(distances).relu();
        var pulled = TensorMath.Mean(distances.mul(distances), pairs.SameTensor(distances));
        var pushed = TensorMath.Mean(missing.mul(missing), pairs.OtherTensor(distances));
        return pulled.Plus(pushed).mul(TensorMath.Constant(0.5, distances));
    }
}
