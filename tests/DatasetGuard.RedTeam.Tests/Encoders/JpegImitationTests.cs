using System.Formats.Tar;
using CsCheck;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Encoders;
using DatasetGuard.RedTeam.Tests.Poisoning;
using DatasetGuard.Tests;
using SkiaSharp;

namespace DatasetGuard.RedTeam.Tests.Encoders;

public sealed class JpegImitationTests
{
    private static readonly Gen<SKJpegEncoderDownsample> Subsamplings = Gen.Enum<SKJpegEncoderDownsample>();

    /// <summary>Skia's picture with the standard tables of annex K.3 declared in the place of its own, as a model: only its tables are looked at.</summary>
    private static byte[] WithStandardTables(byte[] file)
    {
        var jpeg = JpegFile.Read(file)!;
        using var output = new MemoryStream();
        output.Write([0xFF, 0xD8]);
        foreach (var segment in jpeg.Segments.Where(segment => segment.Marker is not JpegFile.HuffmanTables))
        {
            if (segment.Marker == JpegFile.StartOfScan)
            {
                foreach (var table in StandardHuffmanTables.Segments)
                    Write(JpegFile.HuffmanTables, table, output);
            }

            Write(segment.Marker, segment.Data.ToArray(), output);
        }

        output.Write(file.AsSpan(jpeg.Scan));
        return output.ToArray();
    }

    private static void Write(byte marker, byte[] data, Stream output)
    {
        output.Write([0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2)]);
        output.Write(data);
    }

    private static byte[] Encode(PixelBuffer image, int quality, SKJpegEncoderDownsample subsampling) => JpegEncoder.Encode(image, new JpegSettings(quality, subsampling));

    private static EncodingFacts Facts(byte[] file) =>
        new SampleDecoder(DecodeLimits.Default, new ByteBudget(1 << 30)).Decode(new RawSample("x", new SampleContent.InMemory(file)), (_, _) => { }, default).Encoding!;

    [Fact]
    public void Other_huffman_tables_change_no_pixel() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Images.Channels, Gen.Int[1, 100], Subsamplings).Sample(
            (width, height, channels, quality, subsampling) =>
            {
                var ours = Encode(Images.Noise(width, height, channels, quality), quality, subsampling);
                var model = WithStandardTables(Encode(Images.Flat(8, 8, channels, 99), quality, subsampling));

                var imitated = JpegImitation.Of(ours, model);

                Facts(imitated).Fingerprint.Options.Should().Be(EncoderOptions.None);
                SmallDataset.Decode(imitated).Data.Should().Equal(SmallDataset.Decode(ours).Data);
            },
            iter: 300);

    [Fact]
    public void A_file_that_is_encoded_like_another_has_its_fingerprint()
    {
        foreach (var subsampling in Enum.GetValues<SKJpegEncoderDownsample>())
        {
            var model = WithStandardTables(Encode(Images.Noise(24, 17, 3, 5), 83, subsampling));

            var like = JpegEncoder.EncodeLike(model, Images.Noise(24, 17, 3, 6));

            Facts(like).Fingerprint.Should().Be(Facts(model).Fingerprint);
        }
    }

    [Fact]
    public void Metadata_are_taken_over_and_an_orientation_is_reset_for_it_was_applied()
    {
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\u0008\0\u0001"u8, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        var plain = Encode(Images.Noise(16, 24, 3, 5), 90, SKJpegEncoderDownsample.Downsample444);
        using var model = new MemoryStream();
        model.Write(plain.AsSpan(0, 2));
        Write(0xE1, exif, model);
        Write(0xFE, [.. "a comment"u8], model);
        model.Write(plain.AsSpan(2));
        var original = SmallDataset.Decode(model.ToArray());
        (original.Width, original.Height).Should().Be((24, 16));

        var like = JpegEncoder.EncodeLike(model.ToArray(), original);

        Facts(like).Fingerprint.Should().Be(Facts(model.ToArray()).Fingerprint);
        like.AsSpan().IndexOf("a comment"u8).Should().BePositive();
        var decoded = SmallDataset.Decode(like);
        (decoded.Width, decoded.Height).Should().Be((24, 16));
    }

    [Fact]
    public void A_damaged_model_never_fails_and_never_changes_a_pixel()
    {
        var image = Images.Noise(16, 16, 3, 1);
        var ours = Encode(image, 75, SKJpegEncoderDownsample.Downsample420);
        var model = WithStandardTables(ours);
        var random = SplitMix64.For(1, "damage");
        for (var i = 0; i < 3000; i++)
        {
            var damaged = model.AsSpan(0, i < 700 ? Math.Min(i, model.Length) : model.Length).ToArray();
            for (var n = 0; n < 3 && damaged.Length > 0; n++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);

            new ImageDecoder(DecodeLimits.Default).Decode(JpegImitation.Of(ours, damaged), out var pixels, out _).Should().BeNull();
            pixels!.Pixels.ToArray().Should().Equal(SmallDataset.Decode(ours).Data);
        }
    }

    [Fact]
    public void Files_of_another_encoder_are_imitated_to_the_last_setting()
    {
        using var tar = new TarReader(File.OpenRead(SharedData.File("cifar10-test.tar")));
        for (var i = 0; i < 200 && tar.GetNextEntry() is { } entry; i++)
        {
            using var bytes = new MemoryStream();
            entry.DataStream!.CopyTo(bytes);
            var original = SmallDataset.Decode(bytes.ToArray());

            Facts(JpegEncoder.EncodeLike(bytes.ToArray(), original)).Fingerprint.Should().Be(Facts(bytes.ToArray()).Fingerprint);
        }
    }
}
