using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>A model that gives probabilities, of which the logarithms are taken: the slope of a probability vanishes where the model is sure.</summary>
/// <param name="model">Stays the caller's.</param>
internal sealed class LogProbabilities(IDifferentiable model) : IDifferentiable
{
    // Where a probability was rounded to 0.
    private const float Least = 1e-12f;

    public string Description => model.Description;

    public string Digest => model.Digest;

    public int Outputs => model.Outputs;

    public (float Scale, float Offset) InputOf(int channel) => model.InputOf(channel);

    public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken) => model.Load(views, samples, cancellationToken);

    public Tensor Logits(Tensor pictures) => maximum(model.Logits(pictures), tensor(Least)).log();

    /// <summary>The model is the caller's.</summary>
    public void Dispose()
    {
    }
}
