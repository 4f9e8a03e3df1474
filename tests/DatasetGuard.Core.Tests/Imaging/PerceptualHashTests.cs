using System.Numerics;
using CsCheck;
using DatasetGuard.Core.Imaging;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class PerceptualHashTests
{
    [Fact]
    public void It_is_the_sign_of_the_discrete_cosine_transform_around_the_median()
    {
        var picture = Pictures.Scene(32, 32, 1, seed: 5);

        var coefficients = new double[64];
        for (var k = 0; k < 64; k++)
        {
            for (var i = 0; i < 1024; i++)
                coefficients[k] += (picture.Pixels[i] - 128) * Wave(k % 8, i % 32) * Wave(k / 8, i / 32);
        }

        var median = coefficients.Skip(1).Order().ElementAt(31);
        var hash = PerceptualHash.Of(picture)!.Value;
        for (var k = 1; k < 64; k++)
        {
            // Within the rounding of fixed-point arithmetic either bit is right.
            if (Math.Abs(coefficients[k] - median) > 3)
                ((hash >> k) & 1).Should().Be(coefficients[k] > median ? 1UL : 0, "coefficient {0} is {1}, the median {2}", k, coefficients[k], median);
        }

        static double Wave(int frequency, int x) => Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / 32) * Math.Cos(Math.PI * frequency * ((2 * x) + 1) / 64);
    }

    [Fact]
    public void The_hash_of_a_picture_is_the_same_on_every_machine() =>
        PerceptualHash.Of(Pictures.Scene(48, 40, 3, seed: 1)).Should().Be(13675204887063760036UL);

    [Fact]
    public void Copies_are_near_and_other_pictures_far() =>
        Gen.Int[0, 10_000].Sample(
            seed =>
            {
                var picture = Pictures.Scene(100, 80, 3, seed);
                var hash = PerceptualHash.Of(picture)!.Value;
                var jpeg = PerceptualHash.Of(Pictures.Decode(Pictures.Encode(picture, SKEncodedImageFormat.Jpeg, quality: 75)))!.Value;
                var larger = PerceptualHash.Of(AreaResampler.Resize(picture, 200, 160))!.Value;
                var other = PerceptualHash.Of(Pictures.Scene(100, 80, 3, seed + 1))!.Value;
                return PerceptualHash.Distance(hash, jpeg) <= 4 && PerceptualHash.Distance(hash, larger) <= 4 && PerceptualHash.Distance(hash, other) > 4;
            },
            iter: 50);

    [Fact]
    public void The_bit_of_the_brightness_is_never_set_and_half_of_the_others_are() =>
        Gen.Int[0, 10_000].Sample(
            seed =>
            {
                var hash = PerceptualHash.Of(Pictures.Scene(40, 40, 1, seed))!.Value;
                return (hash & 1) == 0 && BitOperations.PopCount(hash) is >= 29 and <= 31;
            },
            iter: 50);

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void A_flat_picture_has_none(byte level)
    {
        var picture = new PixelBuffer(64, 64, 3);
        picture.Pixels.Fill(level);

        PerceptualHash.Of(picture).Should().BeNull();
    }

    [Fact]
    public void Faint_noise_has_none()
    {
        var picture = Pictures.Noise(64, 64, 1, seed: 1);
        for (var i = 0; i < picture.Length; i++)
            picture.Pixels[i] = (byte)(100 + (picture.Pixels[i] % 4));

        PerceptualHash.Of(picture).Should().BeNull();
    }

    [Theory]
    [InlineData(7, 100)]
    [InlineData(100, 7)]
    [InlineData(1, 1)]
    public void A_tiny_picture_has_none(int width, int height) => PerceptualHash.Of(Pictures.Noise(width, height, 3, seed: 1)).Should().BeNull();
}
