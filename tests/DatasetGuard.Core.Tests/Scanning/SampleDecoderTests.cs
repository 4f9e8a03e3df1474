using System.Diagnostics;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Scanning;

public sealed class SampleDecoderTests
{
    /// <summary>So many pixels in what may be so many scans are decoded under watch.</summary>
    private static readonly byte[] Photo = WithComment(Pictures.Encode(Pictures.Noise(1500, 1500, 3, 1), SKEncodedImageFormat.Jpeg), scanMarkers: 100);

    [Fact]
    public void A_decode_that_takes_too_long_is_given_up_and_the_worker_goes_on()
    {
        var decoder = new SampleDecoder(new DecodeLimits { MaxTime = TimeSpan.Zero }, new ByteBudget(1 << 30));

        var overdue = Decode(decoder, Photo);
        var next = Decode(decoder, Pictures.Png());

        overdue.Fault!.Kind.Should().Be(DecodeFaultKind.OverLimit);
        overdue.Fault.Detail.Should().Contain("longer than");
        overdue.ContentHash.Should().HaveLength(64);
        next.Fault.Should().BeNull();
    }

    [Fact]
    public void A_decode_that_is_watched_gives_the_same_pixels() =>
        Decode(new SampleDecoder(DecodeLimits.Default, new ByteBudget(1 << 30)), Photo).Pixels!.Pixels.SequenceEqual(Pictures.Decode(Photo).Pixels).Should().BeTrue();

    [Fact]
    public void A_photograph_of_few_scans_is_decoded_without_a_watch()
    {
        var decoder = new SampleDecoder(new DecodeLimits { MaxTime = TimeSpan.Zero }, new ByteBudget(1 << 30));

        Decode(decoder, Pictures.Encode(Pictures.Noise(1500, 1500, 3, 1), SKEncodedImageFormat.Jpeg)).Fault.Should().BeNull();
    }

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
    public void A_file_that_became_a_pipe_is_a_fault_and_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes in folders.");
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "1.png");
        using (var process = Process.Start("mkfifo", path))
            process.WaitForExit();

        DecodeFile(path, 1000).Should().Be(new DecodeFault(DecodeFaultKind.Unreadable, "the file vanished or cannot be read"));
    }

    [Fact]
    public void A_file_that_became_a_folder_or_a_circle_of_links_is_a_fault()
    {
        using var folder = new TempFolder();
        folder.Make("folder.png");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "circle.png"), "circle.png");

        foreach (var name in (string[])["folder.png", "circle.png", "gone.png"])
            DecodeFile(Path.Combine(folder.Path, name), 1000)!.Kind.Should().Be(DecodeFaultKind.Unreadable);
    }

    [Fact]
    public void A_file_that_grew_is_read_as_far_as_it_was_listed()
    {
        using var folder = new TempFolder();
        var encoded = Pictures.Png();

        DecodeFile(folder.Write("1.png", [.. encoded, .. new byte[1000]]), encoded.Length).Should().BeNull();
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

    private static DecodeFault? DecodeFile(string path, long length) =>
        new SampleDecoder(DecodeLimits.Default, new ByteBudget(1 << 30)).Decode(new RawSample("x", new SampleContent.InFile(path, length)), (_, _) => { }, CancellationToken.None).Fault;

    /// <summary>Puts a comment behind the signature that could be read as the starts of so many scans.</summary>
    private static byte[] WithComment(byte[] jpeg, int scanMarkers) =>
        [.. jpeg[..2], 0xFF, 0xFE, .. BitConverter.GetBytes((ushort)(2 + (2 * scanMarkers))).Reverse(), .. Enumerable.Repeat<byte[]>([0xFF, 0xDA], scanMarkers).SelectMany(marker => marker), .. jpeg[2..]];

    private static SampleDecoder.Result Decode(SampleDecoder decoder, byte[] bytes) => decoder.Decode(Sample(bytes), (_, _) => { }, CancellationToken.None);

    private static RawSample Sample(byte[] bytes) => new("cat/1.jpg", new SampleContent.InMemory(bytes));
}
