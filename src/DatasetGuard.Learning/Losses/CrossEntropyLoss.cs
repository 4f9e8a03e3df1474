using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>Weighted mean over the samples of -log softmax(z_i)[y_i], from <see cref="LossBatch.Logits"/>.</summary>
/// <remarks>From 0 on. At least one class; a label beyond the logits is an <see cref="ArgumentException"/>.</remarks>
public sealed class CrossEntropyLoss() : BatchLoss(nameof(CrossEntropyLoss))
{
    private protected override Tensor Compute(KeptBatch batch)
    {
        var costs = Costs(batch, batch.Logits);
        return TensorMath.Mean(costs, batch.WeightTensor(costs));
    }

    /// <summary>Of each sample, shape (n).</summary>
    internal static Tensor Costs(KeptBatch batch, Tensor logits)
    {
        batch.CheckLabelsBelow(logits.shape[1]);
        return nn.functional.cross_entropy(logits, batch.LabelTensor, reduction: nn.Reduction.None);
    }
}
