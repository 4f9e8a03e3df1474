using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>A reference network that is shown pictures as the model takes them.</summary>
/// <param name="network">Stays the caller's.</param>
/// <param name="model">How channels are put into it.</param>
/// <param name="height">Of the network's pictures.</param>
/// <param name="width">Of the network's pictures.</param>
internal sealed class ReferenceView(ConvNetwork network, IDifferentiable model, int height, int width)
{
    /// <param name="pictures">Shape (n, channels, height, width), as <see cref="IDifferentiable.InputOf"/> says; as large as the network's or larger.</param>
    /// <returns>Shape (n, classes), with a slope to the pictures.</returns>
    public Tensor Logits(Tensor pictures)
    {
        var own = NetworkGradients.Input;
        var from = Enumerable.Range(0, network.Shape.Channels).Select(model.InputOf).ToArray();
        var scale = tensor(Array.ConvertAll(from, channel => own.Scale / channel.Scale)).reshape(1, -1, 1, 1);
        var offset = tensor(Array.ConvertAll(from, channel => own.Offset - (own.Scale * channel.Offset / channel.Scale))).reshape(1, -1, 1, 1);
        return network.Forward((nn.functional.adaptive_avg_pool2d(pictures, [height, width]) * scale).Plus(offset)).Logits;
    }
}
