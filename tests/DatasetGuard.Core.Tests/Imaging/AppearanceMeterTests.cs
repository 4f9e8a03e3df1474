using AwesomeAssertions.Equivalency;
using CsCheck;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class AppearanceMeterTests
{
    private static readonly Gen<PixelBuffer> Colour =
        from width in Gen.Int[1, 70]
        from height in Gen.Int[1, 70]
        from seed in Gen.Int[0, 1000]
        select Pictures.Noise(width, height, 3, seed);

    [Fact]
    public void Measures_of_plain_pictures_are_their_extremes()
    {
        var black = AppearanceMeter.Measure(new PixelBuffer(10, 10, 3));
        var white = Pictures.Noise(128, 100, 1, 0);
        white.Pixels.Fill(255);

        black.Should().BeEquivalentTo(new { LowBrightness = 0f, HighBrightness = 0f, Entropy = 0f, Red = 0f, Green = 0f, Blue = 0f }, Nearly);
        AppearanceMeter.Measure(white).Should().BeEquivalentTo(new { LowBrightness = 1f, HighBrightness = 1f, Entropy = 0f, Red = 1f, Green = 1f, Blue = 1f }, Nearly);
    }

    [Fact]
    public void Four_shades_of_equal_area_are_two_bits()
    {
        var image = new PixelBuffer(16, 16, 1);
        for (var i = 0; i < image.Length; i++)
            image.Pixels[i] = (byte)(60 * (i % 4));

        AppearanceMeter.Measure(image).Entropy.Should().BeApproximately(2, 1e-6f);
    }

    [Fact]
    public void Means_are_those_of_the_channels()
    {
        var image = new PixelBuffer(2, 1, 3, [255, 0, 51, 255, 51, 0]);

        AppearanceMeter.Measure(image).Should().BeEquivalentTo(new { Red = 1f, Green = 0.1f, Blue = 0.1f }, Nearly);
    }

    [Fact]
    public void Percentiles_are_those_of_the_perceived_brightness()
    {
        Colour.Sample(
            image =>
            {
                var sorted = Enumerable.Range(0, image.Width * image.Height).Select(i => Brightness(image.Data.AsSpan(3 * i, 3))).Order().ToArray();
                var measured = AppearanceMeter.Measure(image);
                return IsNear(measured.LowBrightness, sorted, 0.05) && IsNear(measured.HighBrightness, sorted, 0.99);
            },
            iter: 50);
    }

    [Fact]
    public void Gray_counts_the_same_stored_as_gray_or_as_colour()
    {
        Gen.Select(Gen.Int[1, 128], Gen.Int[1, 128], Gen.Int[0, 1000]).Sample(
            (width, height, seed) =>
            {
                var gray = Pictures.Noise(width, height, 1, seed);
                for (var i = 0; i < gray.Length; i++)
                    gray.Pixels[i] = Math.Max((byte)2, gray.Pixels[i]);

                var colour = new PixelBuffer(width, height, 3, [.. gray.Pixels.ToArray().SelectMany(value => new[] { value, value, value })]);
                AppearanceMeter.Measure(gray).Should().Be(AppearanceMeter.Measure(colour));
            },
            iter: 30);
    }

    [Fact]
    public void A_picture_is_less_sharp_the_more_it_was_enlarged()
    {
        var sharpness = new List<float>();
        foreach (var side in (int[])[128, 32, 16, 8, 4])
            sharpness.Add(AppearanceMeter.Measure(Enlarged(Pictures.Noise(side, side, 3, 5))).Sharpness);

        sharpness.Should().BeInDescendingOrder().And.OnlyHaveUniqueItems();
        sharpness[0].Should().BeGreaterThan(0.5f);
    }

    [Fact]
    public void Sharpness_is_that_of_the_edges_between_neighbours()
    {
        Gen.Select(Gen.Int[3, 64], Gen.Int[3, 64], Gen.Int[0, 1000]).Sample(
            (width, height, seed) =>
            {
                var image = Pictures.Noise(width, height, 1, seed);
                return Math.Abs(AppearanceMeter.Measure(image).Sharpness - Sharpness(image)) < 1e-5;
            },
            iter: 100);
    }

    [Fact]
    public void Larger_pictures_are_refused()
    {
        var measure = () => AppearanceMeter.Measure(new PixelBuffer(129, 1, 1));

        measure.Should().Throw<ArgumentOutOfRangeException>().WithMessage("At most 128 pixels*");
    }

    private static EquivalencyOptions<T> Nearly<T>(EquivalencyOptions<T> options) =>
        options.Using<float>(context => context.Subject.Should().BeApproximately(context.Expectation, 1e-6f)).WhenTypeIs<float>();

    private static double Sharpness(PixelBuffer gray)
    {
        var edges = new List<double>();
        for (var y = 1; y < gray.Height - 1; y++)
        {
            for (var x = 1; x < gray.Width - 1; x++)
            {
                var around = Enumerable.Range(0, 9).Sum(k => gray.Data[((y - 1 + (k / 3)) * gray.Width) + x - 1 + (k % 3)]);
                edges.Add(Math.Clamp((9 * gray.Data[(y * gray.Width) + x]) - around, 0, 255));
            }
        }

        var unevenness = 1 - Math.Exp(-0.01 * Deviation([.. Enumerable.Range(0, 256).Select(level => (double)gray.Pixels.ToArray().Count(value => value == level))]));
        return Math.Min(1, 1 - Math.Exp(-0.01 * Deviation(edges)) + (unevenness <= 0.18 ? 0 : unevenness));

        static double Deviation(List<double> values) => Math.Sqrt(values.Average(value => value * value) - Math.Pow(values.Average(), 2));
    }

    private static double Brightness(ReadOnlySpan<byte> pixel) => Math.Sqrt((0.241 * pixel[0] * pixel[0]) + (0.691 * pixel[1] * pixel[1]) + (0.068 * pixel[2] * pixel[2]));

    private static bool IsNear(float measured, double[] sorted, double share) =>
        Math.Abs((measured * 255) - sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)]) <= 1.01;

    /// <summary>Straight lines between the pixels.</summary>
    private static PixelBuffer Enlarged(PixelBuffer image)
    {
        const int Side = 128;
        var result = new PixelBuffer(Side, Side, image.Channels);
        for (var i = 0; i < result.Length; i++)
        {
            var (x, y, channel) = (i / 3 % Side * (image.Width - 1) / (double)(Side - 1), i / 3 / Side * (image.Height - 1) / (double)(Side - 1), i % 3);
            var (left, top) = ((int)Math.Min(x, image.Width - 2), (int)Math.Min(y, image.Height - 2));
            double At(int dx, int dy) => image.Data[((((top + dy) * image.Width) + left + dx) * 3) + channel] * (dx == 0 ? left + 1 - x : x - left) * (dy == 0 ? top + 1 - y : y - top);
            result.Data[i] = (byte)(At(0, 0) + At(1, 0) + At(0, 1) + At(1, 1));
        }

        return result;
    }
}
