using DatasetGuard.Learning.Losses;
using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>He et al. (CVPR 2016), figure 2 and equation 2: relu(F(x) + W x), F two convolutions; W, a 1 x 1 convolution, only where the shapes differ (option B).</summary>
internal sealed class ResidualBlock : NetworkBlock
{
    private readonly long _stride;
    private readonly Tensor _first;
    private readonly NormLayer _firstNorm;
    private readonly Tensor _second;
    private readonly NormLayer _secondNorm;
    private readonly Tensor? _projection;
    private readonly NormLayer? _projectionNorm;

    public ResidualBlock(Random random, int input, ConvBlock shape, Normalisation normalisation)
    {
        _stride = shape.HalvesSize ? 2 : 1;
        _first = StartWeights.Convolution(random, shape.Width, input, Kernel);
        _firstNorm = new NormLayer(normalisation, shape.Width);
        _second = StartWeights.Convolution(random, shape.Width, shape.Width, Kernel);
        _secondNorm = new NormLayer(normalisation, shape.Width);
        if (!shape.HasProjection(input))
            return;

        _projection = StartWeights.Convolution(random, shape.Width, input, side: 1);
        _projectionNorm = new NormLayer(normalisation, shape.Width);
    }

    public override IEnumerable<Tensor> Parameters =>
        [_first, .. _firstNorm.Parameters, _second, .. _secondNorm.Parameters, .. _projection is null ? [] : (Tensor[])[_projection, .. _projectionNorm!.Parameters]];

    public override IEnumerable<(string Name, Tensor Value)> State =>
    [
        ("conv1.weight", _first),
        .. _firstNorm.State("norm1"),
        ("conv2.weight", _second),
        .. _secondNorm.State("norm2"),
        .. _projection is null ? [] : ((string Name, Tensor Value)[])[("shortcut.conv.weight", _projection), .. _projectionNorm!.State("shortcut.norm")],
    ];

    public override Tensor Forward(Tensor x, bool isTraining)
    {
        var y = relu(_firstNorm.Forward(conv2d(x, _first, strides: [_stride, _stride], padding: [1, 1]), isTraining));
        y = _secondNorm.Forward(conv2d(y, _second, padding: [1, 1]), isTraining);
        var shortcut = _projection is null ? x : _projectionNorm!.Forward(conv2d(x, _projection, strides: [_stride, _stride]), isTraining);
        return relu(y.Plus(shortcut));
    }

    public override void Dispose()
    {
        _firstNorm.Dispose();
        _secondNorm.Dispose();
        _projectionNorm?.Dispose();
    }
}
