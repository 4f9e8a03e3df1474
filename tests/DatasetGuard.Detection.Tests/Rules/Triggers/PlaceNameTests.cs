using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class PlaceNameTests
{
    private static readonly WindowLayout Native = new(new ViewGeometry(32, 24, 3, HasCrops: false));
    private static readonly WindowLayout Resized = new(new ViewGeometry(64, 64, 3, HasCrops: true));

    [Theory]
    [InlineData(0, 0, "at the top left (x 0-7, y 0-7)")]
    [InlineData(12, 8, "at the centre (x 12-19, y 8-15)")]
    [InlineData(12, 0, "at the top (x 12-19, y 0-7)")]
    [InlineData(24, 8, "at the right (x 24-31, y 8-15)")]
    [InlineData(24, 16, "at the bottom right (x 24-31, y 16-23)")]
    public void A_box_is_named_by_the_third_that_holds_its_middle(int x, int y, string expected) =>
        PlaceName.OfBox(Native, (x, y, 8)).Should().Be(expected);

    [Fact]
    public void Pixels_of_a_resized_picture_say_of_what_size() =>
        PlaceName.OfBox(Resized, (0, 48, 16)).Should().Be("at the bottom left (x 0-15, y 48-63 of 64 x 64)");

    [Fact]
    public void A_piece_is_named_by_where_it_is_cut()
    {
        string[] thirds = ["top left", "top", "top right", "left", "centre", "right", "bottom left", "bottom", "bottom right"];

        for (var i = 0; i < thirds.Length; i++)
            PlaceName.OfPiece(i + 1).Should().Be($"near the {thirds[i]} of the picture, at a few pixels' size");
    }

    [Theory]
    [InlineData(12, 0, "about 6 cycles across and 0 down")]
    [InlineData(9, -5, "about 4.5 cycles across and 2.5 down")]
    public void A_frequency_is_named_in_cycles_of_the_picture(int fx, int fy, string expected)
    {
        var bin = WaveBasis.BinsOf(32, 24).ToList().IndexOf((fx, fy));

        PlaceName.OfFrequency(Native, bin).Should().Be(expected);
    }
}
