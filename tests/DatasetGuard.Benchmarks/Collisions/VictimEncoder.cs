using System.Runtime.InteropServices;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Learning.Encoders;
using static TorchSharp.torch;

namespace DatasetGuard.Benchmarks.Collisions;

/// <summary>The victim as the rules see it.</summary>
internal sealed class VictimEncoder(VictimNet net) : IEncoder
{
    public string Description => "the victim's features";

    public int Length => VictimNet.Length;

    public bool TakesOneByOne => false;

    public void Encode(IReadOnlyList<PixelBuffer> pictures, Span<float> features, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        MemoryMarshal.Cast<byte, float>(net.Encode(VictimNet.ToTensor(pictures)).contiguous().bytes).CopyTo(features);
    }

    public void Dispose()
    {
    }
}
