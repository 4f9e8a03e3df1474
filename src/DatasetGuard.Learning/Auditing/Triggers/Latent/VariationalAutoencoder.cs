using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Auditing.Triggers.Latent;

/// <summary>Turns pictures into few numbers each, the codes, which lie like a normal distribution, and codes into pictures: what lies between two codes is drawn as a picture, too.</summary>
/// <remarks>
/// Kingma and Welling, "Auto-Encoding Variational Bayes" (ICLR 2014). Three 3 x 3 convolutions, each followed by a 2 x 2 maximum, and a linear layer down; the same up, and one more convolution. Safe from many threads while
/// nobody trains it.
/// </remarks>
internal sealed class VariationalAutoencoder : IDisposable
{
    /// <summary>Numbers of a code.</summary>
    public const int Dimensions = 32;

    /// <summary>The smaller side that a picture needs at least.</summary>
    public const int LeastSide = 8;

    private const int Kernel = 3;
    private const int LastWidth = 16;

    /// <summary>Keeps the exponential finite.</summary>
    private const double MostLogVariance = 5;

    private const double LeastLogVariance = -10;

    private static readonly int[] Widths = [32, 64, 64];

    private readonly long[][] _sizes;
    private readonly Tensor[] _down;
    private readonly Tensor[] _downBias;
    private readonly Tensor[] _up;
    private readonly Tensor[] _upBias;
    private readonly (Tensor Weight, Tensor Bias) _toCode;
    private readonly (Tensor Weight, Tensor Bias) _fromCode;

    /// <param name="channels">Of the pictures: 1 or 3.</param>
    /// <param name="height">Of the pictures; at least <see cref="LeastSide"/>.</param>
    /// <param name="width">Likewise.</param>
    /// <param name="seed">Decides the weights that training begins with.</param>
    public VariationalAutoencoder(int channels, int height, int width, int seed)
    {
        _sizes = [.. Enumerable.Range(0, Widths.Length + 1).Select(halvings => new long[] { height >> halvings, width >> halvings })];
        var random = new Random(seed);
        int[] widths = [channels, .. Widths];
        int[] drawn = [LastWidth, .. Widths];
        var code = (int)(_sizes[^1][0] * _sizes[^1][1] * Widths[^1]);
        using var scope = NewDisposeScope();
        _down = [.. Widths.Select((own, i) => StartWeights.Convolution(random, own, widths[i], Kernel))];
        _downBias = [.. Widths.Select(own => zeros(own))];
        _up = [.. Widths.Select((own, i) => StartWeights.Convolution(random, drawn[i], own, Kernel)), StartWeights.Convolution(random, channels, LastWidth, Kernel)];
        _upBias = [.. Widths.Select((_, i) => zeros(drawn[i])), zeros(channels)];
        _toCode = (StartWeights.Uniform(random, [2 * Dimensions, code], code), zeros(2 * Dimensions));
        _fromCode = (StartWeights.Uniform(random, [code, Dimensions], Dimensions), zeros(code));
        Parameters = [.. _down, .. _downBias, .. _up, .. _upBias, _toCode.Weight, _toCode.Bias, _fromCode.Weight, _fromCode.Bias];
        foreach (var parameter in Parameters)
            parameter.requires_grad_(true).DetachFromDisposeScope();
    }

    /// <summary>What training changes.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <param name="pictures">As <see cref="ByteImages.Batch(ReadOnlySpan{int})"/> gives them.</param>
    /// <returns>The normal distribution of the code of each, both of shape (n, <see cref="Dimensions"/>).</returns>
    public (Tensor Mean, Tensor LogVariance) Encode(Tensor pictures)
    {
        var x = pictures;
        foreach (var (weight, bias) in _down.Zip(_downBias))
            x = max_pool2d(relu(Convolved(x, weight, bias)), 2);

        var code = linear(x.flatten(1), _toCode.Weight, _toCode.Bias);
        return (code.narrow(1, 0, Dimensions), code.narrow(1, Dimensions, Dimensions).clamp(TensorMath.Constant(LeastLogVariance, code), TensorMath.Constant(MostLogVariance, code)));
    }

    /// <param name="codes">Shape (n, <see cref="Dimensions"/>).</param>
    /// <returns>Pictures, as they went in.</returns>
    public Tensor Decode(Tensor codes)
    {
        var x = relu(linear(codes, _fromCode.Weight, _fromCode.Bias)).reshape(codes.shape[0], _sizes[^1][0], _sizes[^1][1], Widths[^1]).permute(0, 3, 1, 2);
        for (var i = Widths.Length - 1; i >= 0; i--)
            x = relu(Convolved(interpolate(x, size: _sizes[i], mode: InterpolationMode.Nearest), _up[i], _upBias[i]));

        return Convolved(x, _up[^1], _upBias[^1]);
    }

    public void Dispose()
    {
        foreach (var parameter in Parameters)
            parameter.Dispose();
    }

    private static Tensor Convolved(Tensor x, Tensor weight, Tensor bias) => conv2d(x, weight, bias, padding: [1, 1]);
}
