using DatasetGuard.Cli.Rendering;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Cli.Tests.Rendering;

public sealed class PictureBandTests
{
    [Theory]
    [InlineData(16, 40, 32, "have not")]
    [InlineData(16, 70, 66, "have not; an image of the group")]
    [InlineData(16, 110, 100, "have not; 2 images of the group")]
    [InlineData(32, 100, 100, "have not; 2 images of the group")]
    public void As_many_images_are_shown_as_fit(int side, int columns, int width, string captionEnd)
    {
        var band = PictureBand.Of(Pictures(side, examples: 2), columns);

        band!.Pixels.Width.Should().Be(width);
        band.Caption.Should().EndWith(captionEnd);
    }

    [Fact]
    public void Nothing_is_shown_where_the_trigger_does_not_fit() => PictureBand.Of(Pictures(32, examples: 2), 31).Should().BeNull();

    [Fact]
    public void Nothing_is_shown_without_a_trigger() => PictureBand.Of([], 100).Should().BeNull();

    [Fact]
    public void A_gray_trigger_is_drawn_gray_and_enlarged()
    {
        var trigger = new PixelBuffer(8, 8, 1);
        trigger.Data[9] = 200;

        var pixels = PictureBand.Of([new EvidencePicture("trigger", "", trigger)], 100)!.Pixels;

        pixels.Width.Should().Be(24);
        pixels.Data.Skip(((3 * 24) + 3) * 3).Take(10).Should().Equal(200, 200, 200, 200, 200, 200, 200, 200, 200, 0);
    }

    private static EvidencePicture[] Pictures(int side, int examples) =>
    [
        new("trigger", "", new PixelBuffer(side, side, 3)),
        new("examples", "", new PixelBuffer((examples * (side + 2)) - 2, side, 3)),
    ];
}
