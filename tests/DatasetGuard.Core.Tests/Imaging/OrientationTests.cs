using DatasetGuard.Core.Imaging;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class OrientationTests
{
    /// <summary>Stored as rows "12", "34", "56"; the expected rows follow the EXIF definition of row 0 and column 0.</summary>
    [Theory]
    [InlineData(1, "12/34/56")]
    [InlineData(2, "21/43/65")]
    [InlineData(3, "65/43/21")]
    [InlineData(4, "56/34/12")]
    [InlineData(5, "135/246")]
    [InlineData(6, "531/642")]
    [InlineData(7, "642/531")]
    [InlineData(8, "246/135")]
    public void Each_tag_turns_the_picture_as_defined(int tag, string expected)
    {
        var image = new PixelBuffer(2, 3, 1, [1, 2, 3, 4, 5, 6]);

        var turned = Orientation.Apply(image, tag, new byte[6]);

        string.Join('/', Enumerable.Range(0, turned.Height).Select(y => string.Concat(turned.Row(y).ToArray()))).Should().Be(expected);
    }

    [Fact]
    public void Channels_stay_together()
    {
        var image = new PixelBuffer(2, 1, 3, [1, 2, 3, 4, 5, 6]);

        Orientation.Apply(image, 2, new byte[6]).Pixels.ToArray().Should().Equal(4, 5, 6, 1, 2, 3);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void The_same_photo_with_any_tag_shows_the_same_picture(int tag)
    {
        var reference = Pictures.Decode(File.ReadAllBytes(SharedData.File("badimages/jpg-exif-orientation-2.jpg"))).Clone();

        var turned = Pictures.Decode(File.ReadAllBytes(SharedData.File($"badimages/jpg-exif-orientation-{tag}.jpg")));

        MeanDifference(turned, reference).Should().BeLessThan(6);
    }

    [Fact]
    public void A_photo_on_its_side_swaps_width_and_height()
    {
        var upright = Pictures.Decode(File.ReadAllBytes(SharedData.File("badimages/jpg-exif-landscape-6.jpg")));

        (upright.Width, upright.Height).Should().Be((1800, 1200));
    }

    private static double MeanDifference(PixelBuffer a, PixelBuffer b)
    {
        (a.Width, a.Height).Should().Be((b.Width, b.Height));
        var sum = 0L;
        for (var i = 0; i < a.Length; i++)
            sum += Math.Abs(a.Pixels[i] - b.Pixels[i]);

        return (double)sum / a.Length;
    }
}
