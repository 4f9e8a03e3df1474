using DatasetGuard.RedTeam.Encoders;
using DatasetGuard.Tests;
using SkiaSharp;

namespace DatasetGuard.RedTeam.Tests.Encoders;

public sealed class JpegSettingsTests
{
    [Fact]
    public void Every_quality_of_the_standard_tables_is_recognised_and_repeated()
    {
        var image = Images.Noise(40, 24, 3, 1);
        for (var quality = 1; quality <= 100; quality++)
        {
            var first = JpegEncoder.Encode(image, new JpegSettings(quality, SKJpegEncoderDownsample.Downsample444));

            var read = JpegSettings.Read(first);

            Tables(JpegEncoder.Encode(image, read)).Should().Equal(Tables(first));
        }
    }

    [Theory]
    [InlineData(SKJpegEncoderDownsample.Downsample420)]
    [InlineData(SKJpegEncoderDownsample.Downsample422)]
    [InlineData(SKJpegEncoderDownsample.Downsample444)]
    public void The_subsampling_is_recognised(SKJpegEncoderDownsample subsampling)
    {
        var file = JpegEncoder.Encode(Images.Noise(40, 24, 3, 1), new JpegSettings(80, subsampling));

        JpegSettings.Read(file).Should().Be(new JpegSettings(80, subsampling));
    }

    [Fact]
    public void A_gray_file_is_read_by_its_one_table()
    {
        var file = JpegEncoder.Encode(Images.Noise(40, 24, 1, 1), new JpegSettings(63, SKJpegEncoderDownsample.Downsample420));

        JpegSettings.Read(file).Quality.Should().Be(63);
    }

    [Fact]
    public void Damaged_headers_give_a_guess_and_never_fail()
    {
        var file = JpegEncoder.Encode(Images.Noise(16, 16, 3, 1), new JpegSettings(75, SKJpegEncoderDownsample.Downsample420));
        for (var length = 0; length < file.Length; length++)
            JpegSettings.Read(file.AsSpan(0, length)).Quality.Should().BeInRange(1, 100);

        var random = SplitMix64.For(1, "damage");
        for (var i = 0; i < 2000; i++)
        {
            var damaged = file.ToArray();
            damaged[random.Next(file.Length)] = (byte)random.Next(256);
            JpegSettings.Read(damaged).Quality.Should().BeInRange(1, 100);
        }
    }

    [Fact]
    public void Files_of_another_encoder_are_recognised()
    {
        using var tar = new System.Formats.Tar.TarReader(File.OpenRead(SharedData.File("cifar10-test.tar")));
        using var bytes = new MemoryStream();
        tar.GetNextEntry()!.DataStream!.CopyTo(bytes);

        JpegSettings.Read(bytes.ToArray()).Should().Be(new JpegSettings(75, SKJpegEncoderDownsample.Downsample420));
    }

    private static List<byte> Tables(byte[] file)
    {
        var tables = new List<byte>();
        for (var at = 2; file[at + 1] != 0xDA; at += 2 + (file[at + 2] << 8) + file[at + 3])
        {
            if (file[at + 1] == 0xDB)
                tables.AddRange(file.Skip(at).Take(2 + (file[at + 2] << 8) + file[at + 3]));
        }

        return tables;
    }
}
