using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>
/// Normalised temperature-scaled cross-entropy of Chen, Kornblith, Norouzi and Hinton, "A Simple Framework for Contrastive Learning of Visual
/// Representations" (ICML 2020, arXiv 2002.05709), equation 1.
/// </summary>
/// <remarks>
/// l(i, j) = -log( w_j e^(s_ij/T) / sum over k other than i of w_k e^(s_ik/T) ) with s the cosine similarity and w the weights; the loss is its weighted mean over the ordered
/// pairs of one label. With two views of each image, labelled by the image, it is the paper's; with classes as labels a class counts by the
/// square of its size, where <see cref="SupConLoss"/> counts every sample alike. From 0 on. 0 without pairs of one label.
/// </remarks>
/// <param name="temperature">T, above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not above 0 or not finite.</exception>
public sealed class NTXentLoss(double temperature = 0.1) : SimilarityLoss(nameof(NTXentLoss), temperature)
{
    private protected override Tensor OfSimilarities(KeptBatch batch, Tensor similarities)
    {
        var pairs = LabelPairs.All(batch);
        return pairs.Same.ContainsAnyExcept(0)
            ? TensorMath.Mean(Surprises(batch, similarities), pairs.SameTensor(similarities))
            : batch.Nothing();
    }
}
