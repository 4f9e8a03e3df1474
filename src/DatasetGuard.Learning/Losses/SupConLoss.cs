using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>Supervised contrastive loss of Khosla et al., "Supervised Contrastive Learning" (NeurIPS 2020, arXiv 2004.11362), L_out of equation 2.</summary>
/// <remarks>
/// The loss of sample i is the weighted mean over the other samples p of its label of -log( w_p e^(s_ip/T) / sum over k other than i of w_k e^(s_ik/T) ), s the
/// cosine similarity, w the weights; the loss is the weighted mean over the samples that have others of their label. From 0 on. 0 where none has.
/// </remarks>
/// <param name="temperature">T, above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not above 0 or not finite.</exception>
public sealed class SupConLoss(double temperature = 0.1) : SimilarityLoss(nameof(SupConLoss), temperature)
{
    private protected override Tensor OfSimilarities(KeptBatch batch, Tensor similarities)
    {
        var shares = LabelPairs.All(batch).Same.ToArray();
        if (!shares.AsSpan().ContainsAnyExcept(0))
            return batch.Nothing();

        for (var i = 0; i < batch.Count; i++)
            ScaleTo(shares.AsSpan(i * batch.Count, batch.Count), batch.Weights[i]);

        return TensorMath.Mean(Surprises(batch, similarities), TensorMath.Constant(shares, [batch.Count, batch.Count], similarities));
    }

    private static void ScaleTo(Span<double> row, double total)
    {
        var sum = 0.0;
        foreach (var value in row)
            sum += value;
        if (sum == 0)
            return;

        foreach (ref var value in row)
            value *= total / sum;
    }
}
