using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>A loss of the cosine similarities within a batch over a temperature, from <see cref="LossBatch.Embeddings"/> of any length.</summary>
public abstract class SimilarityLoss : BatchLoss
{
    private readonly double _temperature;

    private protected SimilarityLoss(string name, double temperature)
        : base(name) =>
        _temperature = Checked.Positive(temperature);

    private protected sealed override Tensor Compute(KeptBatch batch)
    {
        var points = UnitSphere.Project(batch.Embeddings);
        return OfSimilarities(batch, points.mm(points.t()).div(TensorMath.Constant(_temperature, points)));
    }

    /// <param name="batch">Of n samples.</param>
    /// <param name="similarities">s_ij / T, shape (n, n).</param>
    private protected abstract Tensor OfSimilarities(KeptBatch batch, Tensor similarities);

    /// <summary>-log( w_j e^(s_ij/T) / sum over k other than i of w_k e^(s_ik/T) ), shape (n, n); what stands on the diagonal means nothing.</summary>
    /// <remarks>With weights on both sides only their ratios matter, and no pair has a negative cost.</remarks>
    private protected static Tensor Surprises(KeptBatch batch, Tensor similarities)
    {
        var n = batch.Count;
        var diagonal = new double[n * n];
        for (var i = 0; i < n; i++)
            diagonal[(i * n) + i] = double.NegativeInfinity;

        var weighted = similarities.Plus(batch.WeightTensor(similarities).log().unsqueeze(0));
        return logsumexp(weighted.Plus(TensorMath.Constant(diagonal, [n, n], similarities)), 1, keepdim: true).sub(weighted);
    }
}
