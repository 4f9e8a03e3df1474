using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>A network of a <see cref="NetworkShape"/>: of convolutions, or of a linear layer alone. Not safe for use by several threads while it is trained.</summary>
public sealed class ConvNetwork : IDisposable
{
    private const int Kernel = 3;
    private const float HighPassGain = 4;

    /// <summary>So many images are asked about in one piece of work.</summary>
    public const int BlockRows = 256;

    private readonly NetworkBlock[] _blocks;
    private readonly VectorScale? _scale;
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
        _blocks = [.. shape.Blocks.Select((block, i) => Block(random, shape.InputOf(i), block, shape.Normalisation))];
        _scale = shape.IsLinear ? new VectorScale(shape.Normalisation, shape.Features) : null;
        _weight = StartWeights.Uniform(random, [shape.Classes, shape.Features], shape.Features);
        _bias = StartWeights.Uniform(random, [shape.Classes], shape.Features);
        _highPass = shape.HasHighPass ? HighPassKernel(shape.Channels).DetachFromDisposeScope() : null;
        Parameters = [.. _blocks.SelectMany(block => block.Parameters), _weight, _bias];
        foreach (var parameter in Parameters)
            parameter.requires_grad_(true).DetachFromDisposeScope();
    }

    public NetworkShape Shape { get; }

    /// <summary>What training changes, as leaves of the graph.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>Everything that makes it answer as it does, by name: the parameters, and the moments that batch normalisation or the scale of feature vectors keeps.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State =>
        [.. _scale?.State ?? [], .. _blocks.SelectMany((block, i) => block.State.Select(part => ($"blocks.{i}.{part.Name}", part.Value))), ("head.weight", _weight), ("head.bias", _bias)];

    /// <summary>Another one that answers as this one does, and belongs to the caller.</summary>
    public ConvNetwork Copy()
    {
        var copy = new ConvNetwork(Shape, seed: 0);
        foreach (var (own, other) in State.Zip(copy.State))
            own.Value.bytes.CopyTo(other.Value.bytes);

        return copy;
    }

    /// <param name="images">Shape (n, channels, height, width), as <see cref="ByteImages"/> gives it; of a linear one feature vectors, (n, features).</param>
    /// <param name="isTraining">Batch normalisation uses this batch's moments and keeps a running mean of them, else it uses what it has kept.</param>
    /// <param name="mask">What the features are multiplied by on their way to the logits, of their shape, as by dropout; nothing when left out.</param>
    /// <returns>Features of shape (n, <see cref="NetworkShape.Features"/>), not negative but for scaled feature vectors, and logits of shape (n, classes).</returns>
    public (Tensor Features, Tensor Logits) Forward(Tensor images, bool isTraining = false, Tensor? mask = null)
    {
        var features = _scale is null ? Convolved(images, isTraining) : _scale.Forward(images);
        return (features, linear(mask is null ? features : features.mul(mask), _weight, _bias));
    }

    /// <summary>Takes the moments of some feature vectors for those of all; nothing to do for a network that sees pictures, or scales each vector by itself.</summary>
    /// <param name="inputs">All.</param>
    /// <param name="rows">Those that are trained on.</param>
    /// <returns>False where all the vectors are the same.</returns>
    internal bool FitScale(INetworkInputs inputs, IReadOnlyList<int> rows) => _scale is null || _scale.Fit((FeatureMatrix)inputs, rows);

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

    /// <summary>Asks about some images. Several threads may do so while nobody trains the network.</summary>
    /// <param name="images">All.</param>
    /// <param name="rows">Those asked about; about <see cref="BlockRows"/> serve best.</param>
    /// <param name="first">What <paramref name="receive"/> is told as the number of the first.</param>
    /// <param name="receive">Gets what the network says, in one piece, or of a deep network in several.</param>
    public void Evaluate(INetworkInputs images, ReadOnlySpan<int> rows, int first, OutputReceiver receive)
    {
        using var withoutGraph = no_grad();
        for (var at = 0; at < rows.Length; at += Shape.RowsAtOnce)
        {
            using var scope = NewDisposeScope();
            var (features, logits) = Forward(images.Batch(rows.Slice(at, Math.Min(Shape.RowsAtOnce, rows.Length - at))));
            receive(first + at, MemoryMarshal.Cast<byte, float>(features.contiguous().bytes), MemoryMarshal.Cast<byte, float>(logits.contiguous().bytes));
        }
    }

    public void Dispose()
    {
        foreach (var parameter in Parameters)
            parameter.Dispose();
        foreach (var block in _blocks)
            block.Dispose();

        _highPass?.Dispose();
        _scale?.Dispose();
    }

    private Tensor Convolved(Tensor images, bool isTraining)
    {
        var x = _highPass is null ? images : cat([images, conv2d(images, _highPass, padding: [1, 1], groups: Shape.Channels)], 1);
        foreach (var block in _blocks)
            x = block.Forward(x, isTraining);

        return Shape.HasMaximum ? cat([x.mean([2, 3]), x.amax([2, 3])], 1) : x.mean([2, 3]);
    }

    private static NetworkBlock Block(Random random, int input, ConvBlock block, Normalisation normalisation) =>
        block.IsResidual ? new ResidualBlock(random, input, block, normalisation) : new PlainBlock(random, input, block, normalisation);

    /// <summary>4 (x - box3(x)), channel by channel: shape (channels, 1, 3, 3).</summary>
    internal static float[] HighPassWeights(int channels) =>
        [.. Enumerable.Range(0, channels * Kernel * Kernel).Select(i => HighPassGain * ((i % 9 == 4 ? 1 : 0) - (1f / 9)))];

    private static Tensor HighPassKernel(int channels) => tensor(HighPassWeights(channels), [channels, 1, Kernel, Kernel]);
}
