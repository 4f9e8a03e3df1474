using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>
/// RelaxLoss of Chen, Yu and Fritz, "RelaxLoss: Defending Membership Inference Attacks without Losing Utility" (ICLR 2022, arXiv 2207.05801), algorithm 1.
/// </summary>
/// <remarks>
/// <para>
/// With L the weighted mean cross-entropy of the batch: in even epochs |L - alpha|. In odd epochs L while it is above alpha, else the weighted mean of
/// [prediction is wrong] CE(p, soft target) - CE(p, y), where the soft target is min(p_y, upper) for the label and the rest spread evenly over the other
/// classes. As in the authors' code the gradient also goes through the soft target. From <see cref="LossBatch.Logits"/>. It can be negative.
/// </para>
/// <para>It alternates, so <see cref="BatchLoss.BeginEpoch"/> must be called; whether the last epoch is even changes the result.</para>
/// </remarks>
public sealed class RelaxLoss : BatchLoss
{
    private readonly double _alpha;
    private readonly double _upper;
    private bool _flattens;

    /// <param name="alpha">The loss to stay at; not negative. The authors use 1 for a ResNet-20 on CIFAR-10, and it does not carry over between datasets.</param>
    /// <param name="upper">Greatest confidence of a soft target; above 0, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public RelaxLoss(double alpha = 0.5, double upper = 1)
        : base(nameof(RelaxLoss))
    {
        _alpha = Checked.NotNegative(alpha);
        _upper = Checked.AtMostOne(upper);
    }

    public override void BeginEpoch(int epoch) => _flattens = epoch % 2 == 1;

    private protected override Tensor Compute(KeptBatch batch)
    {
        var logits = batch.Logits;
        var costs = CrossEntropyLoss.Costs(batch, logits);
        var weights = batch.WeightTensor(costs);
        var mean = TensorMath.Mean(costs, weights);
        if (!_flattens)
            return Relaxation.Around(mean, _alpha);

        if (TensorMath.Value(mean) > _alpha)
            return mean;

        var target = Relaxation.TargetConfidence(costs.neg().exp(), _upper);
        var wrong = logits.argmax(1).ne(batch.LabelTensor).to_type(costs.dtype);
        return TensorMath.Mean(wrong.mul(Relaxation.SoftCosts(logits, costs, target)).sub(costs), weights);
    }
}
