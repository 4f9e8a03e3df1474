using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>What a network says of a batch of n samples, and what is known of them. A loss takes the parts it needs.</summary>
public sealed record LossBatch
{
    /// <summary>Class of each sample: int64, shape (n), from 0 on.</summary>
    public required Tensor Labels { get; init; }

    /// <summary>Features before the last layer: floating point, shape (n, d), as the network gives them (losses bring them to length 1 themselves).</summary>
    public Tensor? Embeddings { get; init; }

    /// <summary>Before the softmax: floating point, shape (n, classes).</summary>
    public Tensor? Logits { get; init; }

    /// <summary>Probabilities to learn instead of the labels: floating point, shape (n, classes); see <see cref="CrossFitTargets"/>.</summary>
    public Tensor? SoftTargets { get; init; }

    /// <summary>
    /// How much each sample counts, from 0 on; all 1 when left out. A sample of weight 0 is left out altogether: the loss, its gradient and the
    /// pairs drawn are those of the batch without it, even if its numbers are not finite. A pair counts as the product of its two weights.
    /// </summary>
    public IReadOnlyList<float>? Weights { get; init; }
}
