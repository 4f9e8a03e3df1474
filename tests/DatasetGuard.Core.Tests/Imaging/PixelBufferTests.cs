using CsCheck;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class PixelBufferTests
{
    [Fact]
    public void Gray_is_the_weighted_sum_of_each_pixel_whatever_the_size() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 3], Gen.Int[0, 1000]).Sample((width, height, seed) =>
        {
            var colour = Pictures.Noise(width, height, 3, seed);

            var gray = colour.ToGray();

            for (var i = 0; i < gray.Length; i++)
            {
                var (red, green, blue) = (colour.Pixels[3 * i], colour.Pixels[(3 * i) + 1], colour.Pixels[(3 * i) + 2]);
                gray.Pixels[i].Should().Be((byte)(((77 * red) + (150 * green) + (29 * blue) + 128) / 256));
            }
        });
}
