using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Scanning;

[Collection(nameof(AloneInTheProcess))]
public sealed class SampleDecoderMemoryTests
{
    [Fact]
    public void Memory_of_a_large_picture_is_given_back()
    {
        var decoder = new SampleDecoder(DecodeLimits.Default, new ByteBudget(1 << 30));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        UseLarge(decoder);

        // The thread that decoded may hold on to its task for a moment.
        SpinWait.SpinUntil(() => GC.GetTotalMemory(forceFullCollection: true) - before < 20_000_000, Patience.End).Should().BeTrue();
        GC.KeepAlive(decoder);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void UseLarge(SampleDecoder decoder)
    {
        byte[] large = [.. "P6 5000 5000 255\n"u8, .. new byte[75_000_000]];

        decoder.Decode(new RawSample("cat/1.ppm", new SampleContent.InMemory(large)), (_, _) => { }, CancellationToken.None).Fault.Should().BeNull();
    }
}
