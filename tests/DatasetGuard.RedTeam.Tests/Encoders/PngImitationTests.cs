using System.Buffers.Binary;
using CsCheck;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Encoders;
using DatasetGuard.RedTeam.Tests.Poisoning;

namespace DatasetGuard.RedTeam.Tests.Encoders;

public sealed class PngImitationTests
{
    private static EncodingFacts Facts(byte[] file) =>
        new SampleDecoder(DecodeLimits.Default, new ByteBudget(1 << 30)).Decode(new RawSample("x", new SampleContent.InMemory(file)), (_, _) => { }, default).Encoding!;

    /// <summary>A file that another encoder could have written: 1 x 1 pixel, with a chunk of its own and a stream of another level.</summary>
    private static byte[] Model(int channels, string chunk, byte level)
    {
        using var pixels = new MemoryStream();
        pixels.Write([0x78, (byte)((level << 6) + 31 - (((0x78 << 8) + (level << 6)) % 31)), 1, (byte)(channels + 1), 0, (byte)~(channels + 1), 0xFF]);
        byte[] row = [0, .. Enumerable.Repeat((byte)9, channels)];
        pixels.Write(row);
        var (a, b) = (1, 0);
        foreach (var value in row)
            b += a += value;

        pixels.Write([(byte)(b >> 8), (byte)b, (byte)(a >> 8), (byte)a]);
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n\u001a\n"u8]);
        Write("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, (byte)(channels == 1 ? 0 : 2), 0, 0, 0], file);
        Write(chunk, [0, 0, 0x0E, 0xC4, 0, 0, 0x0E, 0xC4, 1], file);
        Write("IDAT", pixels.ToArray(), file);
        Write("IEND", [], file);
        return file.ToArray();
    }

    private static void Write(string name, byte[] data, Stream output)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        System.Text.Encoding.ASCII.GetBytes(name, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), System.IO.Hashing.Crc32.HashToUInt32(chunk.AsSpan(4, 4 + data.Length)));
        output.Write(chunk);
    }

    [Fact]
    public void A_file_that_is_encoded_like_another_has_its_fingerprint_and_its_own_pixels() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Images.Channels, Gen.Byte[0, 3]).Sample((width, height, channels, level) =>
        {
            var image = Images.Noise(width, height, channels, width);
            var model = Model(channels, "pHYs", level);

            var like = PngImitation.Of(ImageEncoder.EncodePng(image), model);

            Facts(like).Fingerprint.Should().Be(Facts(model).Fingerprint);
            SmallDataset.Decode(like).Data.Should().Equal(image.Data);
        });

    [Theory]
    [InlineData("tRNS")]
    [InlineData("PLTE")]
    [InlineData("acTL")]
    public void A_file_with_chunks_that_give_the_pixels_another_meaning_is_not_imitated(string chunk)
    {
        var ours = ImageEncoder.EncodePng(Images.Noise(9, 9, 3, 1));

        PngImitation.Of(ours, Model(3, chunk, 2)).Should().Equal(ours);
    }

    [Fact]
    public void Another_kind_of_colour_is_not_imitated()
    {
        var ours = ImageEncoder.EncodePng(Images.Noise(9, 9, 3, 1));

        PngImitation.Of(ours, Model(1, "pHYs", 2)).Should().Equal(ours);
    }

    [Fact]
    public void A_damaged_model_never_fails_and_never_changes_a_pixel()
    {
        var image = Images.Noise(9, 9, 3, 1);
        var ours = ImageEncoder.EncodePng(image);
        var model = Model(3, "pHYs", 2);
        var random = SplitMix64.For(1, "damage");
        for (var i = 0; i < 3000; i++)
        {
            var damaged = model.AsSpan(0, Math.Min(i, model.Length)).ToArray();
            for (var n = 0; n < 2 && damaged.Length > 0; n++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);

            var like = PngImitation.Of(ours, damaged);

            new ImageDecoder(DecodeLimits.Default).Decode(like, out var pixels, out _).Should().BeNull(Convert.ToHexString(damaged));
            pixels!.Pixels.ToArray().Should().Equal(image.Data);
        }
    }
}
