using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>The slope of a network of the training stage.</summary>
/// <param name="network">Stays the caller's, who does not train it meanwhile.</param>
/// <param name="width">Of its pictures.</param>
/// <param name="height">Of its pictures.</param>
/// <param name="digest">Of its weights.</param>
public sealed class NetworkGradients(ConvNetwork network, int width, int height, string digest) : IDifferentiable
{
    /// <summary>As <see cref="ByteImages"/> puts every channel in.</summary>
    internal static (float Scale, float Offset) Input => (byte.MaxValue * ByteImages.Scale, -ByteImages.Centre * ByteImages.Scale);

    public string Description => CheckpointClassifier.Describe(width, height, network.Shape.Channels);

    public string Digest => digest;

    public int Outputs => network.Shape.Classes;

    public (float Scale, float Offset) InputOf(int channel) => Input;

    public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken) =>
        CheckpointClassifier.Load(network.Shape, width, height, views, samples, "--data", cancellationToken);

    public Tensor Logits(Tensor pictures) => network.Forward(pictures).Logits;

    /// <summary>The network is the caller's.</summary>
    public void Dispose()
    {
    }
}
