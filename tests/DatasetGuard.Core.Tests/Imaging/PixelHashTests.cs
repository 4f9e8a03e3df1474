using System.Text;
using CsCheck;
using DatasetGuard.Core.Imaging;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class PixelHashTests
{
    [Theory]
    [InlineData(13, 7)]
    [InlineData(160, 120)]
    public void Encodings_without_loss_have_one_hash(int width, int height)
    {
        var picture = Pictures.Noise(width, height, 3, seed: 1);

        Hash(Pictures.Decode(Pictures.Encode(picture, SKEncodedImageFormat.Png))).Should().Be(Hash(picture));
        Hash(Pictures.Decode([.. Encoding.ASCII.GetBytes($"P6 {width} {height} 255\n"), .. picture.Pixels])).Should().Be(Hash(picture));
    }

    [Theory]
    [InlineData(9, 5)]
    [InlineData(160, 120)]
    public void Gray_stored_as_colour_has_the_hash_of_gray(int width, int height)
    {
        var gray = Pictures.Noise(width, height, 1, seed: 2);
        var colour = new PixelBuffer(width, height, 3);
        for (var i = 0; i < colour.Length; i++)
            colour.Pixels[i] = gray.Pixels[i / 3];

        Hash(colour).Should().Be(Hash(gray));
    }

    [Fact]
    public void The_same_pixels_in_another_shape_are_another_picture()
    {
        var pixels = Pictures.Noise(6, 4, 1, seed: 3).Pixels.ToArray();

        new[] { Hash(new PixelBuffer(6, 4, 1, pixels)), Hash(new PixelBuffer(4, 6, 1, pixels)), Hash(new PixelBuffer(24, 1, 1, pixels)), Hash(new PixelBuffer(4, 2, 3, pixels)) }
            .Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Any_changed_value_changes_the_hash() =>
        Gen.Select(Gen.Bool.Select(isLarge => isLarge ? 100 : 8), Gen.Double.Unit, Gen.Byte[1, 255]).Sample((side, place, change) =>
        {
            var picture = Pictures.Ramp(side, side);
            var before = Hash(picture);
            picture.Pixels[(int)(place * picture.Length)] ^= change;
            return Hash(picture) != before;
        });

    [Fact]
    public void Memory_behind_the_picture_is_not_part_of_it()
    {
        var pixels = Pictures.Noise(6, 4, 3, seed: 4).Pixels.ToArray();

        Hash(new PixelBuffer(6, 4, 3, [.. pixels, 1, 2, 3])).Should().Be(Hash(new PixelBuffer(6, 4, 3, pixels)));
    }

    private static UInt128 Hash(PixelBuffer picture) => PixelHash.Of(picture, picture.IsGray());
}
