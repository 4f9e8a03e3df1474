using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>
/// Distillation of Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network" (2015, arXiv 1503.02531), section 2. With targets of
/// <see cref="CrossFitTargets"/> every sample is taught only by networks that never saw it.
/// </summary>
/// <remarks>
/// <para>
/// l(i) = (1 - h) T² CE(q_i, softmax(z_i / T)) + h CE(y_i, softmax(z_i)), with q the <see cref="LossBatch.SoftTargets"/>, z the <see cref="LossBatch.Logits"/>, y the
/// labels and h the share of the own label; the loss is its weighted mean. From 0 on, but least at the entropy of the targets.
/// </para>
/// <para>
/// Cross-fitted targets go back to Shejwalkar and Houmansadr, "Membership Privacy for Machine Learning Models Through Knowledge Transfer" (AAAI 2021),
/// which teaches by a network that saw other data; and to Tang et al., "Mitigating Membership Inference Attacks by Self-Distillation
/// Through a Novel Ensemble Architecture" (USENIX Security 2022), section 4, where each sample's teachers are those that were not trained on it.
/// </para>
/// </remarks>
public sealed class DistillationLoss : BatchLoss
{
    private readonly double _temperature;
    private readonly double _ownLabelShare;

    /// <param name="temperature">T, above 0; the targets must have been softened by the same.</param>
    /// <param name="ownLabelShare">h, within 0 and 1. Each bit of it lets the sample itself in again.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public DistillationLoss(double temperature = 1, double ownLabelShare = 0)
        : base(nameof(DistillationLoss))
    {
        _temperature = Checked.Positive(temperature);
        _ownLabelShare = Checked.Share(ownLabelShare);
    }

    private protected override Tensor Compute(KeptBatch batch)
    {
        var (logits, targets) = (batch.Logits, batch.SoftTargets);
        if (targets.shape[1] != logits.shape[1])
            throw new ArgumentException($"There are soft targets for {targets.shape[1]} classes and logits for {logits.shape[1]}.", nameof(batch));

        var softened = nn.functional.log_softmax(logits.div(TensorMath.Constant(_temperature, logits)), 1);
        var costs = targets.to_type(logits.dtype).mul(softened).sum(1).mul(TensorMath.Constant((_ownLabelShare - 1) * _temperature * _temperature, logits));
        if (_ownLabelShare > 0)
            costs = costs.Plus(CrossEntropyLoss.Costs(batch, logits).mul(TensorMath.Constant(_ownLabelShare, logits)));

        return TensorMath.Mean(costs, batch.WeightTensor(costs));
    }
}
