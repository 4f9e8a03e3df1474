using DatasetGuard.Detection.Verification;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class BoxBlurTests
{
    [Theory]
    [InlineData(1, 1, 3, 4)]
    [InlineData(2, 7, 1, 1)]
    [InlineData(7, 2, 3, 4)]
    [InlineData(12, 9, 3, 1)]
    [InlineData(12, 9, 3, 4)]
    [InlineData(12, 9, 1, 20)]
    public void Is_the_mean_of_the_pixels_around_that_are_in_the_picture(int width, int height, int channels, int radius)
    {
        var images = Noise.Images(1, width, height, channels, seed: 1);

        var blurred = BoxBlur.Apply(images[0], images, radius);

        for (var at = 0; at < blurred.Length; at++)
            blurred[at].Should().BeApproximately(Mean(images, at, radius), 1e-3f);
    }

    private static float Mean(ByteImages images, int at, int radius)
    {
        var (channel, x0, y0) = (at % images.Channels, at / images.Channels % images.Width, at / images.Channels / images.Width);
        var values = new List<float>();
        for (var y = y0 - radius; y <= y0 + radius; y++)
        {
            for (var x = x0 - radius; x <= x0 + radius; x++)
            {
                if (x >= 0 && x < images.Width && y >= 0 && y < images.Height)
                    values.Add(images[0][(((y * images.Width) + x) * images.Channels) + channel]);
            }
        }

        return values.Average();
    }
}
