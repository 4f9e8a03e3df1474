using System.Text;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class PortableAnymapTests
{
    [Theory]
    [InlineData("P5\n2 1\n255\n", new byte[] { 7, 200 }, 1, new byte[] { 7, 200 })]
    [InlineData("P6 1 1 255 ", new byte[] { 1, 2, 3 }, 3, new byte[] { 1, 2, 3 })]
    [InlineData("P5#made by hand\n# twice\n2\t#width\n1\r\n255\n", new byte[] { 7, 200 }, 1, new byte[] { 7, 200 })]
    [InlineData("P5 2 1 100\n", new byte[] { 50, 100 }, 1, new byte[] { 128, 255 })]
    [InlineData("P5 2 1 100\n", new byte[] { 0, 255 }, 1, new byte[] { 0, 255 })]
    [InlineData("P5 2 1 65535\n", new byte[] { 0x80, 0, 0xFF, 0xFF }, 1, new byte[] { 128, 255 })]
    [InlineData("P5 2 1 1\n", new byte[] { 1, 0, 99 }, 1, new byte[] { 255, 0 })]
    public void Values_are_scaled_to_eight_bits(string header, byte[] data, int channels, byte[] expected)
    {
        var image = Pictures.Decode([.. Encoding.ASCII.GetBytes(header), .. data]);

        image.Channels.Should().Be(channels);
        image.Pixels.ToArray().Should().Equal(expected);
    }

    [Theory]
    [InlineData("P5 2 2 255\n123", DecodeFaultKind.Truncated)]
    [InlineData("P5 2 2 65535\n1234", DecodeFaultKind.Truncated)]
    [InlineData("P6 30000 3000 255\n", DecodeFaultKind.Truncated)]
    [InlineData("P5 2 2", DecodeFaultKind.Corrupt)]
    [InlineData("P5 2 2 255", DecodeFaultKind.Corrupt)]
    [InlineData("P5 2 2 255x1234", DecodeFaultKind.Corrupt)]
    [InlineData("P5 ", DecodeFaultKind.Corrupt)]
    [InlineData("P5 #", DecodeFaultKind.Corrupt)]
    [InlineData("P5 0 2 255\n", DecodeFaultKind.Corrupt)]
    [InlineData("P5 -2 2 255\n1234", DecodeFaultKind.Corrupt)]
    [InlineData("P5 2 2 0\n1234", DecodeFaultKind.Corrupt)]
    [InlineData("P5 2 2 65536\n12345678", DecodeFaultKind.Corrupt)]
    [InlineData("P5 99999999999999999999 1 255\n1234", DecodeFaultKind.Corrupt)]
    [InlineData("P5 999999999 999999999 255\n1234", DecodeFaultKind.OverLimit)]
    [InlineData("P2 1 1 255\n7", DecodeFaultKind.Unsupported)]
    public void What_cannot_be_read_is_told_apart(string text, DecodeFaultKind expected)
    {
        var fault = new ImageDecoder(DecodeLimits.Default).Decode(Encoding.ASCII.GetBytes(text), out var pixels, out _);

        fault!.Kind.Should().Be(expected);
        pixels.Should().BeNull();
    }
}
