using DatasetGuard.Core.Imaging;
using DatasetGuard.Tests;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class MutatedImagesTests
{
    private static readonly DecodeLimits Limits = new() { MaxPixels = 1_000_000, MaxBytes = 300_000 };

    [Fact]
    public void A_damaged_file_is_decoded_or_refused_with_a_reason()
    {
        Mutate([.. Encodings()], new Random(20), 3_000);
    }

    [Fact]
    public void A_bad_file_that_is_damaged_further_is_decoded_or_refused_with_a_reason()
    {
        var files = Directory.EnumerateFiles(SharedData.File("badimages")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(bytes => bytes.Length < 60_000);

        Mutate([.. files], new Random(21), 1_000);
    }

    private static void Mutate(byte[][] files, Random random, int times)
    {
        var decoder = new ImageDecoder(Limits);
        for (var i = 0; i < times; i++)
        {
            var bytes = Damaged(files[i % files.Length], random);
            ImageDecoder.DeclaredPixels(bytes).Should().BeGreaterThanOrEqualTo(0);
            PixelBuffer? pixels = null;
            var fault = Patience.Await(() => decoder.Decode(bytes, out pixels, out _));

            (fault is null).Should().Be(pixels is not null);
            (fault?.Detail).Should().NotBe("");
            ((long)(pixels?.Width ?? 0) * (pixels?.Height ?? 0)).Should().BeLessThanOrEqualTo(Limits.MaxPixels);
        }
    }

    private static byte[] Damaged(byte[] file, Random random)
    {
        var bytes = file.AsSpan(0, random.Next(4) == 0 ? random.Next(file.Length + 1) : file.Length).ToArray();
        for (var i = bytes.Length == 0 ? 0 : random.Next(1, 12); i > 0; i--)
            bytes[random.Next(random.Next(2) == 0 ? Math.Min(64, bytes.Length) : bytes.Length)] = (byte)random.Next(256);

        return bytes;
    }

    private static IEnumerable<byte[]> Encodings()
    {
        foreach (var channels in (int[])[1, 3])
        {
            var image = Pictures.Ramp(40, 30, channels);
            foreach (var format in (SKEncodedImageFormat[])[SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp])
                yield return Pictures.Encode(image, format);

            yield return [.. System.Text.Encoding.ASCII.GetBytes($"P{(channels == 1 ? 5 : 6)}\n40 30\n255\n"), .. image.Pixels];
        }
    }
}
