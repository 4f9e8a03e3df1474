using System.Buffers.Binary;
using CsCheck;
using DatasetGuard.Core.Imaging;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class EncodingFactsTests
{
    [Fact]
    public void Pictures_saved_with_the_same_settings_have_one_fingerprint()
    {
        foreach (var (format, name) in ((SKEncodedImageFormat, string)[])[(SKEncodedImageFormat.Jpeg, "jpeg"), (SKEncodedImageFormat.Png, "png"), (SKEncodedImageFormat.Webp, "webp")])
        {
            Enumerable.Range(0, 20).Select(i => EncodingFacts.Read(Pictures.Encode(Pictures.Noise(20 + i, 30, 3, i), format, 80), name).Fingerprint)
                .Should().AllBeEquivalentTo(EncodingFacts.Read(Pictures.Encode(Pictures.Ramp(64, 64), format, 80), name).Fingerprint);
        }
    }

    [Fact]
    public void Other_settings_have_another_fingerprint()
    {
        var image = Pictures.Ramp(32, 32);
        var gray = Pictures.Ramp(32, 32, 1);
        EncoderFingerprint[] all =
        [
            Jpeg(image, 75), Jpeg(image, 76), Jpeg(image, 100), Jpeg(gray, 75),
            EncodingFacts.Read(Pictures.Encode(image, SKEncodedImageFormat.Png), "png").Fingerprint,
            EncodingFacts.Read(Pictures.Encode(gray, SKEncodedImageFormat.Png), "png").Fingerprint,
            EncodingFacts.Read(Pictures.Encode(image, SKEncodedImageFormat.Webp, 100), "webp").Fingerprint,
            EncodingFacts.Read(Pictures.Encode(image, SKEncodedImageFormat.Webp, 80), "webp").Fingerprint,
            EncodingFacts.Read("P5 1 1 255 x"u8, "pnm").Fingerprint,
            EncodingFacts.Read("P6 1 1 255 xyz"u8, "pnm").Fingerprint,
        ];

        all.Should().OnlyHaveUniqueItems();
        all.Select(fingerprint => fingerprint.ToString()).Should().OnlyHaveUniqueItems();
        all[0].ToString().Should().Be("JPEG, quality 75, sampling 2x2, baseline, own Huffman tables");
        all[5].ToString().Should().Be("PNG, gray with 8 bits");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_gif_with_two_frames_is_animated(int frames, bool expected)
    {
        byte[] frame = [0x21, 0xF9, 4, 0, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0x80, 0, 0, 0, 1, 1, 1, 2, 2, 0x4C, 1, 0];
        byte[] gif = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. Enumerable.Repeat(frame, frames).SelectMany(bytes => bytes), 0x3B];

        EncodingFacts.Read(gif, "gif").IsAnimated.Should().Be(expected);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_png_with_an_animation_of_two_frames_is_animated(int frames, bool expected) =>
        EncodingFacts.Read(WithChunk(Pictures.Png(), "acTL"u8, [0, 0, 0, (byte)frames, 0, 0, 0, 0]), "png").IsAnimated.Should().Be(expected);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_webp_with_two_frames_is_animated(int frames, bool expected)
    {
        byte[] webp = [.. "RIFF\0\0\0\0WEBPVP8X"u8, 2, 0, 0, 0, 2, 0, .. Enumerable.Repeat((byte[])[.. "ANMF"u8, 3, 0, 0, 0, 1, 2, 3, 0], frames).SelectMany(bytes => bytes)];

        EncodingFacts.Read(webp, "webp").IsAnimated.Should().Be(expected);
    }

    [Theory]
    [InlineData(true, 0x0002, true)]
    [InlineData(false, 0x0002, true)]
    [InlineData(true, 0x0000, false)]
    public void A_gps_directory_with_a_latitude_is_a_position(bool isLittleEndian, int tag, bool expected)
    {
        var exif = Exif(isLittleEndian, (ushort)tag);
        byte[] segment = [.. "Exif\0\0"u8, .. exif];
        var plain = Pictures.Jpeg();
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(segment.Length + 2), .. segment, .. plain.AsSpan(2)];
        byte[] webp = [.. "RIFF\0\0\0\0WEBPEXIF"u8, (byte)exif.Length, 0, 0, 0, .. exif];

        EncodingFacts.Read(jpeg, "jpeg").HasPosition.Should().Be(expected);
        EncodingFacts.Read(WithChunk(Pictures.Png(), "eXIf"u8, exif), "png").HasPosition.Should().Be(expected);
        EncodingFacts.Read(webp, "webp").HasPosition.Should().Be(expected);
        EncodingFacts.Read(plain, "jpeg").HasPosition.Should().BeFalse();
    }

    [Fact]
    public void Damaged_headers_are_read_without_an_exception()
    {
        byte[] exif = [.. "Exif\0\0"u8, .. Exif(isLittleEndian: true, 2)];
        (string Format, byte[] Bytes)[] files =
        [
            ("jpeg", [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. Pictures.Jpeg().AsSpan(2)]),
            ("png", WithChunk(Pictures.Png(), "eXIf"u8, Exif(isLittleEndian: false, 2))),
            ("gif", [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 0x21, 0xF9, 4, 0, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0x80, 0, 0, 0, 1, 1, 1, 2, 2, 0x4C, 1, 0, 0x3B]),
            ("webp", [.. "RIFF\0\0\0\0WEBPEXIF"u8, 50, 0, 0, 0, .. Exif(isLittleEndian: true, 2)]),
            ("bmp", [.. "BM"u8, .. new byte[60]]),
            ("pnm", "P6 1 1 255 xyz"u8.ToArray()),
        ];

        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int[0, 600], Gen.Select(Gen.Int[0, 599], Gen.Byte).Array[0, 8]).Sample(
            (index, length, changes) =>
            {
                var (format, file) = files[index];
                var bytes = file[..Math.Min(length, file.Length)];
                foreach (var (at, value) in changes.Where(change => change.Item1 < bytes.Length))
                    bytes[at] = value;

                EncodingFacts.Read(bytes, format).Fingerprint.ToString().Should().NotBeEmpty();
            },
            iter: 20_000);
    }

    private static EncoderFingerprint Jpeg(PixelBuffer image, int quality) => EncodingFacts.Read(Pictures.Encode(image, SKEncodedImageFormat.Jpeg, quality), "jpeg").Fingerprint;

    /// <summary>Puts a chunk behind the header; its checksum is zero.</summary>
    private static byte[] WithChunk(byte[] png, ReadOnlySpan<byte> name, byte[] data) => [.. png.AsSpan(0, 33), 0, 0, 0, (byte)data.Length, .. name, .. data, 0, 0, 0, 0, .. png.AsSpan(33)];

    /// <summary>A first directory that names a GPS directory with one tag.</summary>
    private static byte[] Exif(bool isLittleEndian, ushort gpsTag)
    {
        var tiff = new byte[44];
        (isLittleEndian ? "II*\0"u8 : "MM\0*"u8).CopyTo(tiff);
        Write32(4, 8);
        Write16(8, 1);
        Write16(10, 0x8825);
        Write16(12, 4);
        Write32(14, 1);
        Write32(18, 26);
        Write16(26, 1);
        Write16(28, gpsTag);
        return tiff;

        void Write16(int at, ushort value)
        {
            if (isLittleEndian)
                BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), value);
        }

        void Write32(int at, uint value)
        {
            if (isLittleEndian)
                BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(at), value);
        }
    }
}
