using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>A network of a <see cref="NetworkShape"/>. Not safe for use by several threads while it is trained.</summary>
public sealed class ConvNetwork : IDisposable
{
    private const int Kernel = 3;
    private const float HighPassGain = 4;
    private const double Momentum = 0.1;
    internal const double Epsilon = 1e-5;

    /// <summary>So many images are asked about at once.</summary>
    public const int BlockRows = 256;

    private readonly Block[] _blocks;
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly Tensor? _highPass;

    /// <param name="shape">Its layers.</param>
    /// <param name="seed">Decides the weights that training begins with.</param>
    public ConvNetwork(NetworkShape shape, int seed)
    {
        Shape = shape;
        var random = new Random(seed);
        using var scope = NewDisposeScope();
        var input = shape.HasHighPass ? 2 * shape.Channels : shape.Channels;
        _blocks = new Block[shape.Blocks.Count];
        for (var i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = new Block(random, input, shape.Blocks[i]);
            input = shape.Blocks[i].Width;
        }

        _weight = Uniform(random, [shape.Classes, shape.Features], shape.Features);
        _bias = Uniform(random, [shape.Classes], shape.Features);
        _highPass = shape.HasHighPass ? HighPassKernel(shape.Channels).DetachFromDisposeScope() : null;
        Parameters = [.. _blocks.SelectMany(block => block.Parameters), _weight, _bias];
        foreach (var parameter in Parameters)
            parameter.requires_grad_(true).DetachFromDisposeScope();
    }

    public NetworkShape Shape { get; }

    /// <summary>What training changes, as leaves of the graph.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>Everything that makes it answer as it does, by name: the parameters, and the moments that batch normalisation keeps.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State =>
        [.. _blocks.SelectMany((block, i) => block.State.Select(part => ($"blocks.{i}.{part.Name}", part.Value))), ("head.weight", _weight), ("head.bias", _bias)];

    /// <param name="images">Shape (n, channels, height, width), as <see cref="ByteImages.Batch"/> gives it.</param>
    /// <param name="isTraining">Batch normalisation uses this batch's moments and keeps a running mean of them, else it uses what it has kept.</param>
    /// <param name="mask">What the features are multiplied by on their way to the logits, of their shape, as by dropout; nothing when left out.</param>
    /// <returns>Features of shape (n, <see cref="NetworkShape.Features"/>), not negative, and logits of shape (n, classes).</returns>
    public (Tensor Features, Tensor Logits) Forward(Tensor images, bool isTraining = false, Tensor? mask = null)
    {
        var x = _highPass is null ? images : cat([images, conv2d(images, _highPass, padding: [1, 1], groups: Shape.Channels)], 1);
        foreach (var block in _blocks)
            x = block.Forward(x, isTraining);

        var features = cat([x.mean([2, 3]), x.amax([2, 3])], 1);
        return (features, linear(mask is null ? features : features.mul(mask), _weight, _bias));
    }

    /// <summary>What it says of images, on one thread; safe from several at once while nobody trains it.</summary>
    /// <param name="images">All of one size.</param>
    /// <param name="receive">Gets features and logits, image by image, some hundred images at a time.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    public void Evaluate(ByteImages images, OutputReceiver receive, CancellationToken cancellationToken)
    {
        for (var first = 0; first < images.Count; first += BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Evaluate(images, [.. Enumerable.Range(first, Math.Min(BlockRows, images.Count - first))], first, receive);
        }
    }

    /// <summary>Asks about some images at once. Several threads may do so while nobody trains the network.</summary>
    /// <param name="images">All.</param>
    /// <param name="rows">Those asked about; about <see cref="BlockRows"/> serve best.</param>
    /// <param name="first">What <paramref name="receive"/> is told as the number of the first.</param>
    /// <param name="receive">Gets what the network says.</param>
    public void Evaluate(ByteImages images, ReadOnlySpan<int> rows, int first, OutputReceiver receive)
    {
        using var withoutGraph = no_grad();
        using var scope = NewDisposeScope();
        var (features, logits) = Forward(images.Batch(rows));
        receive(first, MemoryMarshal.Cast<byte, float>(features.contiguous().bytes), MemoryMarshal.Cast<byte, float>(logits.contiguous().bytes));
    }

    public void Dispose()
    {
        foreach (var parameter in Parameters)
            parameter.Dispose();
        foreach (var block in _blocks)
            block.Dispose();

        _highPass?.Dispose();
    }

    /// <summary>U(-1/sqrt(fanIn), 1/sqrt(fanIn)): what the usual frameworks begin with (He et al. 2015, with their leaky slope sqrt(5)).</summary>
    private static Tensor Uniform(Random random, long[] shape, int fanIn)
    {
        var bound = 1 / MathF.Sqrt(fanIn);
        var result = empty(shape, dtype: ScalarType.Float32);
        foreach (ref var value in MemoryMarshal.Cast<byte, float>(result.bytes))
            value = ((2 * random.NextSingle()) - 1) * bound;

        return result;
    }

    /// <summary>4 (x - box3(x)), channel by channel: shape (channels, 1, 3, 3).</summary>
    internal static float[] HighPassWeights(int channels) =>
        [.. Enumerable.Range(0, channels * Kernel * Kernel).Select(i => HighPassGain * ((i % 9 == 4 ? 1 : 0) - (1f / 9)))];

    private static Tensor HighPassKernel(int channels) => tensor(HighPassWeights(channels), [channels, 1, Kernel, Kernel]);

    /// <summary>Convolution, batch normalisation, ReLU, and where wanted a 2 x 2 maximum.</summary>
    private sealed class Block : IDisposable
    {
        private readonly bool _halvesSize;
        private readonly Tensor _weight;
        private readonly Tensor _gain;
        private readonly Tensor _shift;
        private readonly Tensor _mean;
        private readonly Tensor _variance;

        public Block(Random random, int input, ConvBlock shape)
        {
            _halvesSize = shape.HalvesSize;
            _weight = Uniform(random, [shape.Width, input, Kernel, Kernel], input * Kernel * Kernel);
            _gain = ones(shape.Width);
            _shift = zeros(shape.Width);
            _mean = zeros(shape.Width).DetachFromDisposeScope();
            _variance = ones(shape.Width).DetachFromDisposeScope();
        }

        public IEnumerable<Tensor> Parameters => [_weight, _gain, _shift];

        public IEnumerable<(string Name, Tensor Value)> State =>
            [("conv.weight", _weight), ("norm.weight", _gain), ("norm.bias", _shift), ("norm.running_mean", _mean), ("norm.running_var", _variance)];

        public Tensor Forward(Tensor x, bool isTraining)
        {
            var y = relu(batch_norm(conv2d(x, _weight, padding: [1, 1]), _mean, _variance, _gain, _shift, isTraining, Momentum, Epsilon));
            return _halvesSize ? max_pool2d(y, 2) : y;
        }

        public void Dispose()
        {
            _mean.Dispose();
            _variance.Dispose();
        }
    }
}
