using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>
/// Logistic loss with a temperature, "NT-Logistic" of Chen, Kornblith, Norouzi and Hinton (ICML 2020, arXiv 2002.05709), table 2, after
/// Mikolov et al., "Efficient Estimation of Word Representations in Vector Space" (2013).
/// </summary>
/// <remarks>
/// l(i, j) = -log sigmoid(s_ij/T) for pairs of one label and -log sigmoid(-s_ij/T) for others, s the cosine similarity; the loss is the weighted mean of the
/// first over the pairs of one label plus that of the second over the others, either 0 where there are none. From 0 on.
/// </remarks>
/// <param name="temperature">T, above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not above 0 or not finite.</exception>
public sealed class NTLogisticLoss(double temperature = 0.5) : SimilarityLoss(nameof(NTLogisticLoss), temperature)
{
    private protected override Tensor OfSimilarities(KeptBatch batch, Tensor similarities)
    {
        var pairs = LabelPairs.All(batch);
        var pulled = TensorMath.Mean(TensorMath.Softplus(similarities.neg()), pairs.SameTensor(similarities));
        return pulled.Plus(TensorMath.Mean(TensorMath.Softplus(similarities), pairs.OtherTensor(similarities)));
    }
}
