using System.Diagnostics;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Scanning;

public sealed class SampleDecoderTests
{
    /// <summary>Bytes times pixels are far above what is decoded without a watch.</summary>
    private static readonly byte[] Photo = Pictures.Encode(Pictures.Noise(1500, 1500, 3, 1), SKEncodedImageFormat.Jpeg);

    [Fact]
    public void A_decode_that_takes_too_long_is_given_up_and_the_worker_goes_on()
    {
        var decoder = new SampleDecoder(new DecodeLimits { MaxTime = TimeSpan.Zero }, new ByteBudget(1 << 30));
        var watch = Stopwatch.StartNew();

        var overdue = Decode(decoder, Photo);
        var next = Decode(decoder, Pictures.Png());

        overdue.Fault!.Kind.Should().Be(DecodeFaultKind.OverLimit);
        overdue.Fault.Detail.Should().Contain("longer than");
        overdue.ContentHash.Should().HaveLength(64);
        next.Fault.Should().BeNull();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_decode_that_is_watched_gives_the_same_pixels() =>
        Decode(new SampleDecoder(DecodeLimits.Default, new ByteBudget(1 << 30)), Photo).Pixels!.Pixels.SequenceEqual(Pictures.Decode(Photo).Pixels).Should().BeTrue();

    [Fact]
    public void The_wait_for_a_long_decode_can_be_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var budget = new ByteBudget(1 << 30);

        var decode = () => new SampleDecoder(DecodeLimits.Default, budget).Decode(Sample(Photo), (_, _) => { }, cancelled.Token);

        decode.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void A_file_over_the_byte_limit_is_not_opened()
    {
        var decoder = new SampleDecoder(new DecodeLimits { MaxBytes = 10 }, new ByteBudget(1 << 30));

        var result = decoder.Decode(new RawSample("x", new SampleContent.InFile("/nowhere/at-all.png", 11)), (_, _) => { }, CancellationToken.None);

        result.Fault!.Kind.Should().Be(DecodeFaultKind.OverLimit);
        result.ContentHash.Should().BeEmpty();
    }

    [Fact]
    public void Pixels_of_a_fault_are_never_used()
    {
        var used = 0;
        var decoder = new SampleDecoder(DecodeLimits.Default, new ByteBudget(1 << 30));

        foreach (var bytes in (byte[][])[[], [1, 2, 3], Pictures.Png()[..50], Pictures.Png()[..^3]])
            decoder.Decode(Sample(bytes), (_, _) => used++, CancellationToken.None).Fault.Should().NotBeNull();

        used.Should().Be(0);
    }

    private static SampleDecoder.Result Decode(SampleDecoder decoder, byte[] bytes) => decoder.Decode(Sample(bytes), (_, _) => { }, CancellationToken.None);

    private static RawSample Sample(byte[] bytes) => new("cat/1.jpg", new SampleContent.InMemory(bytes));
}
