using DatasetGuard.Learning.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>A loss of a batch, for any training loop: <c>forward</c> gives a number to go back from.</summary>
/// <remarks>
/// Every loss sees the batch as a set: the order of its samples changes nothing but rounding, unless negatives are drawn. What has no pairs or
/// no samples to compare costs 0 with a gradient of 0. Not-a-number in, not-a-number out: nothing hides a network that has diverged.
/// </remarks>
/// <example>
/// <code>
/// using var loss = new SumLoss(new LossTerm(new CrossEntropyLoss(), 1), new LossTerm(new MarginLoss(), 1));
/// for (var epoch = 0; epoch &lt; 20; epoch++)
/// {
///     loss.BeginEpoch(epoch);
///     foreach (var (images, labels) in batches)
///     {
///         using var scope = torch.NewDisposeScope();
///         var (embeddings, logits) = network.Forward(images, isTraining: true);
///         loss.forward(new LossBatch { Labels = labels, Embeddings = embeddings, Logits = logits }).backward();
///         optimizer.step();   // a group for the network, and one for each of loss.Learned
///         loss.AfterStep();
///     }
/// }
/// </code>
/// </example>
public abstract class BatchLoss : nn.Module<LossBatch, Tensor>
{
    private protected BatchLoss(string name)
        : base(Loaded(name))
    {
    }

    /// <summary>What it learns itself; empty for most.</summary>
    public virtual IReadOnlyList<LearnedParameter> Learned => [];

    /// <param name="input">n samples; 0 are allowed.</param>
    /// <returns>A tensor of no dimensions, of the floating point type of what it was computed from.</returns>
    /// <exception cref="ArgumentException">A part that this loss needs is missing, or shapes, labels or weights do not fit.</exception>
    public sealed override Tensor forward(LossBatch input)
    {
        using var scope = NewDisposeScope();
        var kept = new KeptBatch(input);
        return Of(kept).MoveToOuterDisposeScope();
    }

    /// <summary>To be called before each epoch: some losses alternate, and draws start anew, so that a resumed run draws as an uninterrupted one.</summary>
    /// <param name="epoch">From 0 on.</param>
    public virtual void BeginEpoch(int epoch)
    {
    }

    /// <summary>To be called after each step of the optimiser: brings <see cref="Learned"/> back into its range.</summary>
    public virtual void AfterStep()
    {
    }

    internal Tensor Of(KeptBatch batch) => batch.Count == 0 ? batch.Nothing() : Compute(batch);

    private protected abstract Tensor Compute(KeptBatch batch);

    /// <summary>Registers something learned, which outlives the dispose scope that the loss was made in.</summary>
    private protected void Learn(string name, Tensor start, bool learns = true)
    {
        var parameter = new Parameter(start, learns);
        parameter.DetachFromDisposeScope();
        register_parameter(name, parameter);
    }

    private static string Loaded(string name)
    {
        LibTorch.EnsureLoaded();
        return name;
    }
}
