using System.Runtime.InteropServices;
using DatasetGuard.Learning.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>Convolutions that are right on every processor.</summary>
/// <remarks>
/// oneDNN 3.7.1, which convolves for libtorch, keeps channels in blocks, of 8 to 64, and fills the last one up with zeros. In virtual machines in which AMD's processors do not tell the sizes of their caches (leaf 8000001D of CPUID is
/// empty) the code that it writes for this goes through weights in an order in which the zeros land on values that count, most likely since it takes the cache for one of 0 bytes (<c>prb_block_for_cache</c>): outputs and slopes are off by a
/// tenth to all of their size, or NaN. No setting of the library avoids it but SSE4.1, which takes five times as long. Channels that fill their blocks are convolved right.
/// </remarks>
public static class Convolutions
{
    // Wide inputs are taken two blocks at a time.
    private const int Block = 16;
    private const int BlocksOfInput = 2 * Block;

    // Pictures, and pictures beside their fine detail: such inputs are not put in blocks.
    private static readonly long[] PlainInputs = [1, 3, 6];

    private static readonly Lazy<bool> AreRight = new(Try);

    /// <summary>Whether the library's own convolutions are right here for channels of any number. Found by trying, once.</summary>
    /// <exception cref="BackendUnavailableException">libtorch is missing.</exception>
    public static bool AreRightAtAnyWidth => AreRight.Value;

    /// <summary>As the library's own, of one group.</summary>
    /// <param name="x">Shape (n, channels, rows, columns).</param>
    /// <param name="weight">Shape (width, channels, rows, columns) of the kernel.</param>
    /// <param name="bias">Shape (width), or none.</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="padding">Zeros on all four sides.</param>
    /// <returns>Shape (n, width, rows, columns), with slopes to all that went in.</returns>
    public static Tensor Convolve(Tensor x, Tensor weight, Tensor? bias = null, long stride = 1, long padding = 0) =>
        AreRightAtAnyWidth ? Plain(x, weight, bias, stride, padding) : InWholeBlocks(x, weight, bias, stride, padding);

    /// <summary>The same with channels of zeros at the end, so that all blocks are full.</summary>
    internal static Tensor InWholeBlocks(Tensor x, Tensor weight, Tensor? bias, long stride, long padding)
    {
        var (width, channels) = (weight.shape[0], weight.shape[1]);
        var (moreWidth, moreChannels) = (Missing(width, Block), PlainInputs.Contains(channels) ? 0 : Missing(channels, channels <= Block ? Block : BlocksOfInput));
        if (moreWidth + moreChannels == 0 && weight.shape[3] > 1)
            return Plain(x, weight, bias, stride, padding);

        using var scope = NewDisposeScope();

        // Where channels come last, the outputs of kernels of one pixel are taken in blocks of 48, too.
        var plain = weight.shape[3] > 1 ? x : x.contiguous();
        var filled = moreChannels == 0 ? plain : pad(plain, [0, 0, 0, 0, 0, moreChannels]);
        var result = Plain(filled, pad(weight, [0, 0, 0, 0, 0, moreChannels, 0, moreWidth]), bias is null ? null : pad(bias, [0, moreWidth]), stride, padding);
        return result.narrow(1, 0, width).contiguous().MoveToOuterDisposeScope();
    }

    private static Tensor Plain(Tensor x, Tensor weight, Tensor? bias, long stride, long padding) => conv2d(x, weight, bias, strides: [stride, stride], padding: [padding, padding]);

    private static long Missing(long channels, long block) => (block - (channels % block)) % block;

    /// <summary>Twenty channels, which fill neither blocks of 8 nor of 16, against the sums of products that a convolution stands for.</summary>
    private static bool Try()
    {
        const int Channels = 20;
        const int Side = 8;
        const double Tolerance = 1e-3;
        LibTorch.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        var random = new Random(1);
        var x = StartWeights.Uniform(random, [2, Channels, Side, Side], 1);
        var weight = StartWeights.Convolution(random, Channels, Channels, 3);
        var products = weight.reshape(Channels, -1).matmul(unfold(x, 3, 1, 1, 1)).reshape(x.shape);
        var values = MemoryMarshal.Cast<byte, float>(Plain(x, weight, null, 1, 1).contiguous().bytes).ToArray();
        return values.Zip(MemoryMarshal.Cast<byte, float>(products.contiguous().bytes).ToArray()).All(pair => Math.Abs(pair.First - pair.Second) < Tolerance);
    }
}
