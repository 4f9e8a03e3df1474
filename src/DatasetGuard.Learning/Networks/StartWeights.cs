using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>What training begins with.</summary>
internal static class StartWeights
{
    /// <summary>U(-1/sqrt(fanIn), 1/sqrt(fanIn)): what the usual frameworks begin with (He et al. 2015, with their leaky slope sqrt(5)).</summary>
    public static Tensor Uniform(Random random, long[] shape, int fanIn)
    {
        var bound = 1 / MathF.Sqrt(fanIn);
        var result = empty(shape, dtype: ScalarType.Float32);
        foreach (ref var value in MemoryMarshal.Cast<byte, float>(result.bytes))
            value = ((2 * random.NextSingle()) - 1) * bound;

        return result;
    }

    /// <summary>A square kernel for each pair of channels.</summary>
    public static Tensor Convolution(Random random, int width, int input, int side) => Uniform(random, [width, input, side, side], input * side * side);
}
