using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>Convolution, normalisation, ReLU, and where wanted a 2 x 2 maximum.</summary>
internal sealed class PlainBlock(Random random, int input, ConvBlock shape, Normalisation normalisation) : NetworkBlock
{
    private readonly Tensor _weight = StartWeights.Convolution(random, shape.Width, input, Kernel);
    private readonly NormLayer _norm = new(normalisation, shape.Width);

    public override IEnumerable<Tensor> Parameters => [_weight, .. _norm.Parameters];

    public override IEnumerable<(string Name, Tensor Value)> State => [("conv.weight", _weight), .. _norm.State("norm")];

    public override Tensor Forward(Tensor x, bool isTraining)
    {
        var y = relu(_norm.Forward(conv2d(x, _weight, padding: [1, 1]), isTraining));
        return shape.HalvesSize ? max_pool2d(y, 2) : y;
    }

    public override void Dispose() => _norm.Dispose();
}
