using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>What RelaxLoss and its descendant have in common.</summary>
internal static class Relaxation
{
    /// <summary>|loss - level|: down to the level from above, up to it from below.</summary>
    public static Tensor Around(Tensor loss, double level) => loss.sub(TensorMath.Constant(level, loss)).abs();

    /// <summary>min(p_y, upper), shape (n).</summary>
    public static Tensor TargetConfidence(Tensor confidence, double upper) => minimum(confidence, TensorMath.Constant(upper, confidence));

    /// <summary>Cross-entropy with a target of some confidence for the label and the rest spread evenly over the other classes, shape (n).</summary>
    /// <param name="logits">Shape (n, classes), at least two classes.</param>
    /// <param name="costs">-log p_y, shape (n).</param>
    /// <param name="target">Confidence of the target, shape (n).</param>
    /// <exception cref="ArgumentException">There is one class only.</exception>
    public static Tensor SoftCosts(Tensor logits, Tensor costs, Tensor target)
    {
        var classes = logits.shape[1];
        if (classes < 2)
            throw new ArgumentException("With one class there is nothing to spread confidence over.", nameof(logits));

        var others = nn.functional.log_softmax(logits, 1).sum(1).Plus(costs);
        var rest = TensorMath.Constant(1, target).sub(target).div(TensorMath.Constant(classes - 1, target));
        return target.mul(costs).sub(rest.mul(others));
    }
}
