using System.Runtime.InteropServices;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Learning.Runtime;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.RedTeam.Tests.Attacks.Collisions;

/// <summary>A convolution and a full layer with weights by chance, for pictures of 8 x 8.</summary>
internal sealed class FrozenNet
{
    private readonly float[] _filters;
    private readonly float[] _full;

    public FrozenNet()
    {
        LibTorch.EnsureLoaded();
        var random = SplitMix64.For(1, "frozen");
        _filters = Draw(random, 8 * 3 * 9);
        _full = Draw(random, 12 * 8 * 16);
    }

    public Tensor Encode(Tensor pictures)
    {
        var map = nn.functional.relu(nn.functional.conv2d(pictures, ToTensor(_filters, 8, 3, 3, 3), padding: [1, 1]));
        return nn.functional.max_pool2d(map, kernel_size: [2, 2]).flatten(1).mm(ToTensor(_full, 12, 8 * 16).t());
    }

    /// <summary>Squared distance of two pictures' features.</summary>
    public double Distance(PixelBuffer a, PixelBuffer b)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var difference = Encode(ToTensor(a)) - Encode(ToTensor(b));
        return (difference * difference).sum().item<float>();
    }

    public static PixelBuffer Picture(int seed)
    {
        var random = SplitMix64.For(seed, "picture");
        var picture = new PixelBuffer(8, 8, 3);
        for (var i = 0; i < picture.Length; i++)
            picture.Data[i] = (byte)(40 + random.Next(176));

        return picture;
    }

    private static Tensor ToTensor(PixelBuffer picture)
    {
        var planes = Enumerable.Range(0, picture.Length).Select(i => picture.Data[((i % 64) * 3) + (i / 64)] / 255f).ToArray();
        return ToTensor(planes, 1, 3, 8, 8);
    }

    private static float[] Draw(SplitMix64 random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];

    private static Tensor ToTensor(float[] values, params long[] shape)
    {
        var result = empty(shape, dtype: ScalarType.Float32);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(result.bytes));
        return result;
    }
}
