using CsCheck;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Imaging.Tiff;

public sealed class TiffDecoderTests
{
    private static readonly int[] Packings = [1, 5, 8, 32773];

    [Fact]
    public void Pixels_come_back_however_they_are_written() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 30], Gen.Int[0, 3], Gen.Int[0, 31], Gen.Int[0, 99]).Sample((width, height, packing, flags, seed) =>
        {
            var image = seed % 2 == 0 ? Pictures.Ramp(width, height, 3, seed) : Pictures.Noise(width, height, 3, seed);
            var options = new TiffFiles.Options
            {
                Compression = Packings[packing],
                IsBigEndian = (flags & 1) != 0,
                IsPlanar = (flags & 2) != 0,
                HasPredictor = (flags & 4) != 0,
                TileWidth = (flags & 8) != 0 ? 16 : 0,
                PieceHeight = (flags & 16) != 0 ? 16 : 7,
            };

            var decoded = Pictures.Decode(TiffFiles.Write(image.Pixels.ToArray(), width, 3, 2, options));

            (decoded.Width, decoded.Height, decoded.Channels).Should().Be((width, height, 3));
            decoded.Pixels.SequenceEqual(image.Pixels).Should().BeTrue();
        });

    [Theory]
    [InlineData(1, 1, new byte[] { 0, 10, 255 }, new byte[] { 0, 10, 255 })]
    [InlineData(0, 1, new byte[] { 0, 10, 255 }, new byte[] { 255, 245, 0 })]
    [InlineData(1, 2, new byte[] { 5, 99, 6, 99, 7, 99 }, new byte[] { 5, 6, 7 })]
    [InlineData(2, 4, new byte[] { 1, 2, 3, 99, 4, 5, 6, 99 }, new byte[] { 1, 2, 3, 4, 5, 6 })]
    public void Gray_is_gray_and_alpha_is_dropped(int photometric, int samples, byte[] values, byte[] expected)
    {
        foreach (var isPlanar in (bool[])[false, true])
        {
            var planes = isPlanar ? new TiffFiles.Options { IsPlanar = true } : new TiffFiles.Options();

            Pictures.Decode(TiffFiles.Write(values, values.Length / samples, samples, photometric, planes)).Pixels.ToArray().Should().Equal(expected);
        }
    }

    [Fact]
    public void A_palette_gives_the_colours()
    {
        var palette = new uint[768];
        (palette[5], palette[256 + 5], palette[512 + 5]) = (0xFFFF, 0x80FF, 0x0100);

        Pictures.Decode(TiffFiles.Write([5, 0], 2, 1, 3, With(320, palette))).Pixels.ToArray().Should().Equal(255, 128, 1, 0, 0, 0);
    }

    [Fact]
    public void The_orientation_is_applied() =>
        Pictures.Decode(TiffFiles.Write([1, 2, 3], 3, 1, 1, With(274, [6u]))).Should().Match<PixelBuffer>(image => image.Width == 1 && image.Height == 3);

    [Theory]
    [InlineData(258, 16u, DecodeFaultKind.Unsupported)]
    [InlineData(258, 1u, DecodeFaultKind.Unsupported)]
    [InlineData(259, 7u, DecodeFaultKind.Unsupported)]
    [InlineData(262, 5u, DecodeFaultKind.Unsupported)]
    [InlineData(277, 9u, DecodeFaultKind.Unsupported)]
    [InlineData(277, 0u, DecodeFaultKind.Unsupported)]
    [InlineData(339, 3u, DecodeFaultKind.Unsupported)]
    [InlineData(262, 2u, DecodeFaultKind.Corrupt)]
    [InlineData(262, 3u, DecodeFaultKind.Corrupt)]
    [InlineData(256, 0u, DecodeFaultKind.Corrupt)]
    [InlineData(278, 0u, DecodeFaultKind.Corrupt)]
    [InlineData(278, 1u, DecodeFaultKind.Corrupt)]
    [InlineData(279, 4_000_000_000u, DecodeFaultKind.Corrupt)]
    [InlineData(273, 4_000_000_000u, DecodeFaultKind.Truncated)]
    [InlineData(279, 2u, DecodeFaultKind.Truncated)]
    [InlineData(256, 2_000_000_000u, DecodeFaultKind.OverLimit)]
    public void What_is_not_read_or_damaged_is_told_apart(int tag, uint value, DecodeFaultKind expected) =>
        Fault(TiffFiles.Write([1, 2, 3, 4, 5, 6], 3, 1, 1, With(tag, [value])))!.Kind.Should().Be(expected);

    [Theory]
    [InlineData(322, 2_000_000_000u)]
    [InlineData(323, 2_000_000_000u)]
    [InlineData(322, 0u)]
    public void Tiles_that_are_no_tiles_take_no_memory(int tag, uint value) =>
        Fault(TiffFiles.Write([1, 2, 3, 4], 2, 1, 1, With(tag, [value]) with { TileWidth = 16, PieceHeight = 16 }))!.Kind.Should().Be(DecodeFaultKind.Corrupt);

    [Fact]
    public void A_file_that_ends_early_is_no_picture()
    {
        var file = TiffFiles.Write(Pictures.Noise(20, 20, 3, 1).Pixels.ToArray(), 20, 3, 2, new TiffFiles.Options());

        for (var length = 4; length < file.Length; length += 13)
            Fault(file.AsSpan(0, length)).Should().NotBeNull();
    }

    [Fact]
    public void Damaged_files_are_decoded_or_refused()
    {
        var random = new Random(7);
        var files = Packings.Select(packing => TiffFiles.Write(Pictures.Ramp(30, 30).Pixels.ToArray(), 30, 3, 2, new TiffFiles.Options { Compression = packing, TileWidth = 16, PieceHeight = 16 })).ToArray();
        var refused = 0;
        for (var i = 0; i < 4000; i++)
        {
            var file = files[i % files.Length].ToArray();
            for (var k = random.Next(1, 6); k > 0; k--)
                file[random.Next(2) == 0 ? random.Next(file.Length) : file.Length - 1 - random.Next(250)] = (byte)random.Next(256);

            refused += Fault(file) is null ? 0 : 1;
        }

        refused.Should().BeInRange(1000, 3999);
    }

    private static TiffFiles.Options With(int tag, uint[] values) => new() { Tags = new Dictionary<int, uint[]> { [tag] = values } };

    private static DecodeFault? Fault(ReadOnlySpan<byte> file) => new ImageDecoder(new DecodeLimits { MaxPixels = 10_000_000 }).Decode(file, out _, out _);
}
