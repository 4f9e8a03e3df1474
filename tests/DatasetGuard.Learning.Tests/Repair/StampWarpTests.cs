using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Repair;

namespace DatasetGuard.Learning.Tests.Repair;

public sealed class StampWarpTests
{
    private const int Side = 11;
    private const int Middle = 5;

    [Fact]
    public void A_stamp_moves_by_two_pixels_towards_the_middle()
    {
        var moved = Warp(1).Moved(Block(1, left: 0, top: 0, side: 2));

        moved.Should().BeEquivalentTo(Block(1, left: 2, top: 2, side: 2));
    }

    [Fact]
    public void Four_right_angles_are_none_and_one_is_one()
    {
        var stamp = Block(1, left: Middle - 1, top: Middle - 1, side: 3);
        stamp.Pattern![(Middle - 1) * Side + Middle] = 0.25f;

        var once = Warp(1).Turned(stamp);
        var four = Warp(1).Turned(Warp(1).Turned(Warp(1).Turned(once)));

        once.Pattern.Should().NotEqual(stamp.Pattern);
        four.Pattern!.Zip(stamp.Pattern).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-6f);
    }

    [Theory]
    [InlineData(1.25)]
    [InlineData(0.8)]
    public void A_scaled_stamp_has_so_many_times_the_area(double factor)
    {
        var stamp = Block(1, left: 3, top: 3, side: 5);

        Warp(1).Scaled(stamp, factor).Size.Should().BeApproximately(stamp.Size * factor * factor, 3);
    }

    [Fact]
    public void A_disc_is_as_large_and_has_the_mean_colour()
    {
        var stamp = Block(1, left: 3, top: 3, side: 3);
        stamp.Pattern![(3 * Side) + 3] = 0;

        var disc = Warp(1).Disc(stamp);

        disc.Size.Should().Be(9);
        disc.Pattern![0].Should().BeApproximately(8f / 9, 1e-6f);
        disc.Mask[(4 * Side) + 4].Should().Be(1);
    }

    [Fact]
    public void Colours_go_round_and_gray_pictures_have_none()
    {
        var stamp = Block(3, left: 0, top: 0, side: 1);
        (stamp.Pattern![0], stamp.Pattern[Side * Side], stamp.Pattern[2 * Side * Side]) = (0.1f, 0.2f, 0.3f);

        var turned = Warp(3).Recoloured(stamp).Pattern!;

        (turned[0], turned[Side * Side], turned[2 * Side * Side]).Should().Be((0.3f, 0.1f, 0.2f));
        Warp(3).Family(stamp).Should().HaveCount(6);
        Warp(1).Family(Block(1, 0, 0, 1)).Should().HaveCount(5);
    }

    [Fact]
    public void Bytes_are_rounded_and_what_the_mask_leaves_stays()
    {
        var stamp = new Stamp([0.5f, 0], [1, 1]);
        byte[] picture = [100, 100];

        StampedImages.Apply(stamp, picture, channels: 1);

        picture.Should().Equal(178, 100);
    }

    private static StampWarp Warp(int channels) => new(Side, Side, channels);

    private static Stamp Block(int channels, int left, int top, int side)
    {
        var stamp = new Stamp(new float[Side * Side], new float[channels * Side * Side]);
        for (var at = 0; at < Side * Side; at++)
        {
            if (at % Side < left || at % Side >= left + side || at / Side < top || at / Side >= top + side)
                continue;

            stamp.Mask[at] = 1;
            for (var channel = 0; channel < channels; channel++)
                stamp.Pattern![(channel * Side * Side) + at] = 1;
        }

        return stamp;
    }
}
