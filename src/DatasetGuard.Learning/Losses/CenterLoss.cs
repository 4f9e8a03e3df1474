using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>Center loss of Wen, Zhang, Li and Qiao, "A Discriminative Feature Learning Approach for Deep Face Recognition" (ECCV 2016), equation 2.</summary>
/// <remarks>
/// l(i) = |x_i - c_yi|² / 2 with a learned center c of each class; the loss is its weighted mean (the paper has the sum), on embeddings as they are, not
/// brought to length 1. The centers learn by the gradient of the same loss, where the paper (equation 4) moves each by its mean difference. From 0 on.
/// It needs a classifying loss beside it: alone it is least where everything falls into one point.
/// </remarks>
public sealed class CenterLoss : BatchLoss
{
    /// <summary>Of the paper's alpha; plain gradient descent.</summary>
    internal const double CenterRate = 0.5;

    private const string CentersName = "centers";

    /// <param name="classes">Labels lie below it; at least 1.</param>
    /// <param name="dimension">Of the embeddings; at least 1.</param>
    /// <param name="seed">Decides where the centers begin: normally distributed about 0 with deviation 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public CenterLoss(int classes, int dimension, int seed)
        : base(nameof(CenterLoss)) =>
        Learn(CentersName, Centers.Draw(classes, dimension, seed));

    public override IReadOnlyList<LearnedParameter> Learned => [new(Parameter, CenterRate) { IsPlain = true }];

    private Parameter Parameter => get_parameter(CentersName)!;

    private protected override Tensor Compute(KeptBatch batch)
    {
        var embeddings = batch.Embeddings;
        var squares = Centers.HalfSquares(embeddings, Centers.OfLabels(batch, Parameter, embeddings));
        return TensorMath.Mean(squares, batch.WeightTensor(squares));
    }
}
