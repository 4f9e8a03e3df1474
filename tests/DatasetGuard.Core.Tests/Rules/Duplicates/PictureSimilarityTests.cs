using CsCheck;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules.Duplicates;

namespace DatasetGuard.Core.Tests.Rules.Duplicates;

public sealed class PictureSimilarityTests
{
    [Fact]
    public void Brightness_and_contrast_do_not_count() =>
        Gen.Int[0, 1000].Sample(
            seed =>
            {
                var picture = Pictures.Scene(32, 32, 3, seed);
                var other = picture.Clone();
                for (var i = 0; i < other.Length; i++)
                    other.Pixels[i] = (byte)(60 + (picture.Pixels[i] / 2));

                var similarity = PictureSimilarity.Of(picture, other);
                similarity.Whole.Should().BeGreaterThan(0.999);

                // Halved values are rounded; over all these seeds the least is 0.9888.
                similarity.Detail.Should().BeGreaterThan(0.985);
            },
            iter: 50);

    [Fact]
    public void A_picture_is_like_itself_and_unlike_its_negative()
    {
        var picture = Pictures.Scene(28, 20, 1, seed: 1);
        var negative = picture.Clone();
        for (var i = 0; i < negative.Length; i++)
            negative.Pixels[i] = (byte)(255 - picture.Pixels[i]);

        PictureSimilarity.Of(picture, picture).Should().Be(new PictureSimilarity(1, 1));
        PictureSimilarity.Of(picture, negative).Should().Be(new PictureSimilarity(-1, -1));
    }

    [Fact]
    public void The_same_shape_with_another_texture_is_alike_as_a_whole_only()
    {
        var similarity = PictureSimilarity.Of(Shirt(1), Shirt(2));

        similarity.Whole.Should().BeGreaterThan(PictureSimilarity.MinWhole);
        similarity.IsNearDuplicate().Should().BeFalse();

        static PixelBuffer Shirt(int seed)
        {
            var picture = Pictures.Ramp(32, 32, 1);
            var texture = Pictures.Noise(32, 32, 1, seed);
            for (var i = 0; i < picture.Length; i++)
                picture.Pixels[i] += (byte)(texture.Pixels[i] % 8);

            return picture;
        }
    }

    [Fact]
    public void A_flat_picture_is_like_no_other() =>
        PictureSimilarity.Of(new PixelBuffer(32, 32, 3), new PixelBuffer(32, 32, 3)).Should().Be(new PictureSimilarity(0, 0));
}
