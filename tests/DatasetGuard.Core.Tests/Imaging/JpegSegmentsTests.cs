using DatasetGuard.Core.Imaging;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class JpegSegmentsTests
{
    private static readonly byte[] Header = [0xFF, 0xD8, 0xFF, 0xDA, 0, 4, 1, 1];

    [Theory]
    [InlineData(new byte[] { 1, 2, 0xFF, 0, 3, 0xFF, 0xD3, 4, 0xFF, 0xD9 }, true)]
    [InlineData(new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xD9, 9, 9 }, true)]
    [InlineData(new byte[] { 1, 0xFF, 0xC4, 0, 3, 7, 0xFF, 0xDA, 0, 2, 5, 0xFF, 0xD9 }, true)]
    [InlineData(new byte[] { 1, 2, 3 }, true)]
    [InlineData(new byte[] { 1, 0xFF }, true)]
    [InlineData(new byte[] { 1, 0xFF, 0xDD, 0x65, 0x2D, 8, 8, 0xFF, 0xD9 }, false)]
    [InlineData(new byte[] { 1, 0xFF, 0xDD, 0, 1, 0xFF, 0xD9 }, false)]
    [InlineData(new byte[] { 1, 0xFF, 0xDD, 0, 4, 1, 2, 3, 0xFF, 0xD9 }, false)]
    [InlineData(new byte[] { 1, 0xFF, 0xDD, 0 }, false)]
    public void Segments_behind_a_scan_lead_from_marker_to_marker(byte[] rest, bool expected) =>
        JpegSegments.AreSound([.. Header, .. rest]).Should().Be(expected);

    [Fact]
    public void A_file_without_a_scan_is_left_to_the_decoder() => JpegSegments.AreSound([0xFF, 0xD8, 1, 2, 3]).Should().BeTrue();

    [Theory]
    [InlineData(new byte[] { 1, 0xFF, 0xD9 }, 1)]
    [InlineData(new byte[] { 1, 0xFF, 0xFF, 0xDA, 0, 2, 5, 0xFF, 0, 0xDA, 0xFF, 0xD9 }, 2)]
    [InlineData(new byte[] { 1, 0xFF, 0xFE, 0, 4, 0xFF, 0xDA, 0xFF, 0xD9 }, 2)]
    public void What_may_be_a_scan_is_counted(byte[] rest, int expected) => JpegSegments.MostScans([.. Header, .. rest]).Should().Be(expected);

    [Theory]
    [InlineData("jpg-corrupt-scan-1.jpg")]
    [InlineData("jpg-corrupt-scan-2.jpg")]
    [InlineData("jpg-bogus-segment-length.jpg")]
    public void Damage_that_Skia_fills_with_gray_is_seen(string name)
    {
        var fault = new ImageDecoder(DecodeLimits.Default).Decode(File.ReadAllBytes(SharedData.File($"badimages/{name}")), out _, out _);

        fault!.Kind.Should().Be(DecodeFaultKind.Corrupt);
    }
}
