using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Tests.Imaging.Tiff;
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

    /// <summary>The values are those of Pillow, which trains most networks; Adobe's files hold them inverted.</summary>
    [Theory]
    [InlineData("jpg-cmyk.jpg", 50, 60, new byte[] { 1, 4, 4 })]
    [InlineData("jpg-cmyk-2.jpg", 90, 30, new byte[] { 221, 36, 52 })]
    public void CMYK_pictures_have_the_colours_that_other_programs_see(string name, int x, int y, byte[] expected)
    {
        var pixels = Pictures.Decode(File.ReadAllBytes(SharedData.File($"badimages/{name}")));

        pixels.Row(y).Slice(3 * x, 3).ToArray().Should().Equal(expected);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public void Of_sixteen_bits_the_higher_eight_stay(byte colourType, int channels)
    {
        // A row of two pixels: high bytes 1, 2, 3, ... and low bytes of 255, which rounding would carry over.
        byte[] row = [0, .. Enumerable.Range(1, 2 * channels).SelectMany(i => new byte[] { (byte)i, 255 })];

        Pictures.Decode(DeepPng(2, 1, colourType, row)).Pixels.ToArray().Should().Equal(Enumerable.Range(1, 2 * channels).Select(i => (byte)i));
    }

    [Fact]
    public void Gray_with_alpha_is_gray_without_alpha() =>
        Pictures.Decode(DeepPng(1, 1, 4, [0, 100, 0, 7, 0])).Should().Match<PixelBuffer>(image => image.IsGray() && image.Data[0] == 100);

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(999_999_999, 1)]
    [InlineData(1, 999_999_999)]
    public void Headers_that_declare_too_much_are_over_the_limit_in_every_format(int width, int height)
    {
        var png = DeepPng(width, height, 2, []);
        byte[] pnm = System.Text.Encoding.ASCII.GetBytes($"P6\n{width} {height}\n255\n");
        byte[] bmp = [.. "BM"u8, .. new byte[12], 40, 0, 0, 0, .. BitConverter.GetBytes(width), .. BitConverter.GetBytes(height), 1, 0, 24, 0, .. new byte[24]];

        foreach (var encoded in (byte[][])[png, pnm, bmp, TiffFiles.Header(width, height)])
            Fault(encoded)!.Kind.Should().BeOneOf(DecodeFaultKind.OverLimit, DecodeFaultKind.Corrupt);

        Fault(pnm)!.Kind.Should().Be(DecodeFaultKind.OverLimit);
        Fault(TiffFiles.Header(width, height))!.Kind.Should().Be(DecodeFaultKind.OverLimit);
    }

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

    /// <summary>A PNG file of 8 or, in colour types 0 and 2, 16 bits a value, with one row or none.</summary>
    private static byte[] DeepPng(int width, int height, byte colourType, byte[] row)
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(row);

        var bits = (byte)(colourType == 4 ? 8 : 16);
        byte[] header = [.. BigEndian(width), .. BigEndian(height), bits, colourType, 0, 0, 0];
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] data)
    {
        byte[] content = [.. name, .. data];
        return [.. BigEndian(data.Length), .. content, .. BigEndian((int)System.IO.Hashing.Crc32.HashToUInt32(content))];
    }

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static DecodeFault? Fault(ReadOnlySpan<byte> encoded, DecodeLimits? limits = null) =>
        new ImageDecoder(limits ?? DecodeLimits.Default).Decode(encoded, out _, out _);

    private static ImageFacts Facts(byte[] encoded)
    {
        new ImageDecoder(DecodeLimits.Default).Decode(encoded, out _, out var facts).Should().BeNull();
        return facts!;
    }
}
