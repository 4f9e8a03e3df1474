using DatasetGuard.Core.Imaging;
using DatasetGuard.Tests;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class ImageDecoderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Lossless_pixels_come_back_as_they_were(int channels)
    {
        var image = Pictures.Noise(13, 7, channels, 1);

        var decoded = Pictures.Decode(Pictures.Encode(image, SKEncodedImageFormat.Png));

        decoded.Channels.Should().Be(channels);
        decoded.Pixels.ToArray().Should().Equal(image.Pixels.ToArray());
    }

    [Fact]
    public void Alpha_is_dropped_and_the_stored_colours_stay()
    {
        var image = Pictures.Noise(9, 9, 3, 2);

        var decoded = Pictures.Decode(Pictures.Encode(image, SKEncodedImageFormat.Png, alpha: 3));

        decoded.Pixels.ToArray().Should().Equal(image.Pixels.ToArray());
    }

    [Fact]
    public void Gray_that_is_stored_as_colour_counts_as_gray()
    {
        var image = new PixelBuffer(4, 4, 3);
        for (var i = 0; i < image.Length; i++)
            image.Pixels[i] = (byte)(i / 3);

        Facts(Pictures.Encode(image, SKEncodedImageFormat.Png)).Should().Be(new ImageFacts("png", 4, 4, IsGray: true));
        image.Pixels[47]++;
        Facts(Pictures.Encode(image, SKEncodedImageFormat.Png)).IsGray.Should().BeFalse();
    }

    [Theory]
    [InlineData("png-pngsuite-basn0g16.png", true)]
    [InlineData("png-pngsuite-basn2c16.png", false)]
    [InlineData("png-pngsuite-basn3p01.png", false)]
    [InlineData("png-pngsuite-basn0g01.png", true)]
    [InlineData("jpg-cmyk.jpg", false)]
    [InlineData("webp-alpha.webp", false)]
    public void Deep_palette_and_CMYK_pictures_become_eight_bit_gray_or_RGB(string name, bool isGray) =>
        Facts(File.ReadAllBytes(SharedData.File($"badimages/{name}"))).IsGray.Should().Be(isGray);

    [Theory]
    [InlineData(0, DecodeFaultKind.Empty)]
    [InlineData(40, DecodeFaultKind.Truncated)]
    [InlineData(20, DecodeFaultKind.Truncated)]
    public void A_file_that_ends_early_is_said_to_be_cut_off(int percent, DecodeFaultKind expected)
    {
        foreach (var encoded in (byte[][])[Pictures.Png(40, 40), Pictures.Jpeg(200, 200)])
            Fault(encoded.AsSpan(0, encoded.Length * percent / 100))!.Kind.Should().Be(expected);
    }

    [Fact]
    public void A_PNG_that_ends_inside_its_last_chunk_is_cut_off_and_one_that_ends_before_it_is_whole()
    {
        var encoded = Pictures.Png();

        Fault(encoded.AsSpan(0, encoded.Length - 3))!.Kind.Should().Be(DecodeFaultKind.Truncated);
        Fault(encoded.AsSpan(0, encoded.Length - 12)).Should().BeNull();
    }

    [Fact]
    public void A_PNG_bomb_is_over_the_limit_even_where_the_decoder_refuses_its_header()
    {
        var encoded = Pictures.Png();
        encoded[16] = 0x70;

        Fault(encoded)!.Kind.Should().Be(DecodeFaultKind.OverLimit);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 8, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(new byte[] { 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 24, 0, 48, 0, 0, 0, 22, 0, 0, 0 })]
    [InlineData(new byte[] { (byte)'%', (byte)'P', (byte)'D', (byte)'F' })]
    public void Formats_that_nobody_trains_on_are_not_guessed_at(byte[] encoded)
    {
        Fault(encoded)!.Kind.Should().Be(DecodeFaultKind.Unsupported);
        ImageDecoder.DeclaredPixels(encoded).Should().Be(0);
    }

    [Fact]
    public void The_pixel_and_byte_limits_are_inclusive()
    {
        var encoded = Pictures.Png(10, 10);

        Fault(encoded, new DecodeLimits { MaxPixels = 100, MaxBytes = encoded.Length }).Should().BeNull();
        Fault(encoded, new DecodeLimits { MaxPixels = 99 })!.Kind.Should().Be(DecodeFaultKind.OverLimit);
        Fault(encoded, new DecodeLimits { MaxBytes = encoded.Length - 1 })!.Kind.Should().Be(DecodeFaultKind.OverLimit);
    }

    [Fact]
    public void What_a_decoder_left_in_its_memory_does_not_show_in_the_next_picture()
    {
        var used = new ImageDecoder(DecodeLimits.Default);
        foreach (var file in Directory.EnumerateFiles(SharedData.File("badimages")).Order(StringComparer.Ordinal))
        {
            used.Decode(Pictures.Encode(Pictures.Noise(500, 500, 3, 5), SKEncodedImageFormat.Png), out _, out _);
            var encoded = File.ReadAllBytes(file);
            if (ImageDecoder.DeclaredPixels(encoded) > 250_000 || used.Decode(encoded, out var pixels, out _) is not null)
                continue;

            pixels!.Pixels.SequenceEqual(Pictures.Decode(encoded).Pixels).Should().BeTrue(file);
        }
    }

    private static DecodeFault? Fault(ReadOnlySpan<byte> encoded, DecodeLimits? limits = null) =>
        new ImageDecoder(limits ?? DecodeLimits.Default).Decode(encoded, out _, out _);

    private static ImageFacts Facts(byte[] encoded)
    {
        new ImageDecoder(DecodeLimits.Default).Decode(encoded, out _, out var facts).Should().BeNull();
        return facts!;
    }
}
