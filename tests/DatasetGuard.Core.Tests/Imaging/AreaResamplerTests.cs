using CsCheck;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class AreaResamplerTests
{
    private static readonly Gen<PixelBuffer> AnyImage =
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Bool, Gen.Int[0, 999], (w, h, gray, seed) => Pictures.Noise(w, h, gray ? 1 : 3, seed));

    [Fact]
    public void The_own_size_gives_the_same_pixels_in_new_memory() => AnyImage.Sample(image =>
    {
        var same = AreaResampler.Resize(image, image.Width, image.Height);
        return same != image && same.Data != image.Data && same.Pixels.SequenceEqual(image.Pixels);
    });

    [Fact]
    public void Halving_is_the_rounded_mean_of_four_pixels() => Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[0, 999]).Sample((width, height, seed) =>
    {
        var image = Pictures.Noise(2 * width, 2 * height, 1, seed);

        var half = AreaResampler.Resize(image, width, height);

        for (var i = 0; i < half.Length; i++)
        {
            var (x, y) = (2 * (i % width), 2 * (i / width));
            var sum = image.Row(y)[x] + image.Row(y)[x + 1] + image.Row(y + 1)[x] + image.Row(y + 1)[x + 1];
            half.Pixels[i].Should().Be((byte)((sum + 2) / 4));
        }
    });

    [Fact]
    public void The_mean_stays_within_the_rounding() =>
        Gen.Select(AnyImage, Gen.Int[1, 50], Gen.Int[1, 50]).Sample((image, width, height) =>
            Math.Abs(Mean(AreaResampler.Resize(image, width, height)) - Mean(image)) <= 0.51);

    [Fact]
    public void A_flat_picture_stays_flat() =>
        Gen.Select(Gen.Int[1, 90], Gen.Int[1, 90], Gen.Int[1, 90], Gen.Int[1, 90], Gen.Byte).Sample((w, h, width, height, value) =>
        {
            var image = new PixelBuffer(w, h, 1);
            image.Pixels.Fill(value);
            return !AreaResampler.Resize(image, width, height).Pixels.ContainsAnyExcept(value);
        });

    [Fact]
    public void A_line_of_a_million_pixels_fits_into_a_square()
    {
        var square = AreaResampler.Resize(Pictures.Noise(1_000_000, 1, 3, 0), 128, 128);

        Mean(square).Should().BeApproximately(127.5, 2);
    }

    private static double Mean(PixelBuffer image)
    {
        var sum = 0L;
        foreach (var value in image.Pixels)
            sum += value;

        return (double)sum / image.Length;
    }
}
