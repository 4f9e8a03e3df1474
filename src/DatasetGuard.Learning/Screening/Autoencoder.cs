using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Screening;

/// <summary>Squeezes a picture through few numbers and draws it again. Trained on clean pictures, it draws badly what they never have.</summary>
/// <remarks>
/// Five 3 x 3 convolutions: two, each followed by a 2 x 2 maximum, down to <see cref="CodeWidth"/> numbers for every 4 x 4 pixels of a channel, and three up again. The decoder sees the code only. Safe from
/// many threads while nobody trains it.
/// </remarks>
public sealed class Autoencoder : IDisposable
{
    /// <summary>Numbers for each 4 x 4 pixels of a channel: half as many as there are pixels.</summary>
    public const int CodeWidth = 8;

    /// <summary>The smaller side that a picture needs at least.</summary>
    public const int LeastSide = 4;

    private const int Kernel = 3;
    private const int Width = 24;

    private readonly Tensor[] _weights;
    private readonly Tensor[] _biases;

    /// <param name="channels">Of the pictures: 1 or 3.</param>
    /// <param name="seed">Decides the weights that training begins with.</param>
    public Autoencoder(int channels, int seed)
    {
        var random = new Random(seed);
        int[] widths = [channels, Width, CodeWidth * channels, Width, Width, channels];
        using var scope = NewDisposeScope();
        _weights = [.. Enumerable.Range(0, widths.Length - 1).Select(i => StartWeights.Convolution(random, widths[i + 1], widths[i], Kernel))];
        _biases = [.. Enumerable.Range(0, widths.Length - 1).Select(i => zeros(widths[i + 1]))];
        Parameters = [.. _weights, .. _biases];
        foreach (var parameter in Parameters)
            parameter.requires_grad_(true).DetachFromDisposeScope();
    }

    /// <summary>What training changes.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <param name="pictures">As <see cref="ByteImages.Batch(ReadOnlySpan{int})"/> gives them, of <see cref="LeastSide"/> at least.</param>
    /// <returns>Of the same shape and scale.</returns>
    public Tensor Forward(Tensor pictures)
    {
        long[] full = [pictures.shape[2], pictures.shape[3]];
        var x = max_pool2d(relu(Convolved(pictures, 0)), 2);
        long[] half = [x.shape[2], x.shape[3]];
        x = max_pool2d(relu(Convolved(x, 1)), 2);
        x = relu(Convolved(interpolate(x, size: half, mode: InterpolationMode.Nearest), 2));
        x = relu(Convolved(interpolate(x, size: full, mode: InterpolationMode.Nearest), 3));
        return Convolved(x, 4);
    }

    /// <summary>Weights and biases of the convolutions, from the first one on.</summary>
    internal IEnumerable<(Tensor Weight, Tensor Bias)> Layers => _weights.Zip(_biases);

    /// <summary>What it draws of pictures.</summary>
    /// <param name="pictures">Of <see cref="LeastSide"/> at least.</param>
    public ByteImages Restore(ByteImages pictures)
    {
        var restored = new ByteImages(pictures.Count, pictures.Height, pictures.Width, pictures.Channels);
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        var drawn = Forward(pictures.Batch([.. Enumerable.Range(0, pictures.Count)])).permute(0, 2, 3, 1).contiguous();
        var values = MemoryMarshal.Cast<byte, float>(drawn.bytes);
        for (var i = 0; i < pictures.Count; i++)
        {
            var from = values.Slice(i * pictures.Length, pictures.Length);
            var to = restored[i];
            for (var at = 0; at < to.Length; at++)
                to[at] = (byte)Math.Clamp(MathF.Round((from[at] / ByteImages.Scale) + ByteImages.Centre), byte.MinValue, byte.MaxValue);
        }

        return restored;
    }

    public void Dispose()
    {
        foreach (var parameter in Parameters)
            parameter.Dispose();
    }

    private Tensor Convolved(Tensor x, int layer) => conv2d(x, _weights[layer], _biases[layer], padding: [1, 1]);
}
