using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Training;

public sealed class AugmentationTests
{
    private static readonly byte[] Picture = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Theory]
    [InlineData(0, 0, false, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(1, 0, false, new byte[] { 1, 2, 3, 1, 2, 3, 4, 5, 6 })]
    [InlineData(-1, 1, false, new byte[] { 4, 4, 5, 7, 7, 8, 7, 7, 8 })]
    [InlineData(0, 0, true, new byte[] { 3, 2, 1, 6, 5, 4, 9, 8, 7 })]
    [InlineData(0, -2, true, new byte[] { 1, 1, 1, 4, 4, 4, 7, 7, 7 })]
    public void A_picture_is_moved_and_its_edge_repeated(int down, int right, bool flips, byte[] expected)
    {
        var result = new byte[9];

        Augmentation.Move(Picture, result, width: 3, channels: 1, down, right, flips);

        result.Should().Equal(expected);
    }

    [Fact]
    public void The_channels_of_a_pixel_stay_together()
    {
        var result = new byte[12];

        Augmentation.Move([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], result, width: 2, channels: 3, down: 0, right: 1, flips: true);

        result.Should().Equal(4, 5, 6, 4, 5, 6, 10, 11, 12, 10, 11, 12);
    }

    [Fact]
    public void Every_move_within_the_reach_is_drawn_and_none_beyond_it()
    {
        var seen = new HashSet<string>();
        var random = new Random(1);
        var result = new byte[9];
        for (var i = 0; i < 2000; i++)
        {
            new Augmentation { Shift = 1, Flips = true }.Apply(Picture, result, 3, 1, random);
            seen.Add(Convert.ToHexString(result));
        }

        seen.Should().HaveCount(18);
    }

    [Fact]
    public void Without_flips_none_is_drawn()
    {
        var random = new Random(1);
        var result = new byte[2];
        for (var i = 0; i < 100; i++)
        {
            new Augmentation { Shift = 0 }.Apply([1, 2], result, 2, 1, random);
            result.Should().Equal(1, 2);
        }
    }
}
