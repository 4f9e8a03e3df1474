using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Tests.Triggers;

public sealed class WarpTriggerTests
{
    /// <summary>Red grows to the right and green downward by two levels a pixel, so that a value tells from where it was taken.</summary>
    private static PixelBuffer Ramp(int side)
    {
        var image = new PixelBuffer(side, side, 3);
        for (var i = 0; i < side * side; i++)
            (image.Data[3 * i], image.Data[(3 * i) + 1]) = ((byte)(2 * (i % side)), (byte)(2 * (i / side)));

        return image;
    }

    [Fact]
    public void The_mean_shift_of_the_control_points_is_half_the_strength_in_pixels()
    {
        // A strong warp on a slope: the values show the shift to half a level, a quarter of a pixel.
        var image = Ramp(96);
        new WarpTrigger(24, seed: 1).Apply(image, default);

        var shifts = Enumerable.Range(0, 4).SelectMany(row => Enumerable.Range(0, 4).SelectMany(column => new[] { (0, column, row), (1, column, row) }))
            .Select(point => (Channel: point.Item1, X: point.Item2 * 95 / 3, Y: point.Item3 * 95 / 3))
            .Select(point => Math.Abs((image.Row(point.Y)[(3 * point.X) + point.Channel] / 2.0) - (point.Channel == 0 ? point.X : point.Y)));

        // Points that would leave the picture stay at its edge, so the mean is below the 12 pixels of the formula.
        shifts.Average().Should().BeInRange(5, 12);
    }

    [Fact]
    public void The_default_strength_moves_no_pixel_by_a_whole_one_and_still_changes_the_picture()
    {
        PixelBuffer image = Ramp(32), noise = Images.Noise(32, 32, 3, 1), before = noise.Clone();

        new WarpTrigger(seed: 2).Apply(image, default);
        new WarpTrigger(seed: 2).Apply(noise, default);

        Enumerable.Range(0, image.Length).Should().OnlyContain(i => Math.Abs(image.Data[i] - Ramp(32).Data[i]) <= 2);
        noise.Data.Should().NotEqual(before.Data);
    }

    [Fact]
    public void The_shift_changes_smoothly_from_pixel_to_pixel()
    {
        var image = Ramp(96);
        new WarpTrigger(16, seed: 3).Apply(image, default);

        for (var y = 0; y < 96; y++)
        {
            for (var x = 1; x < 96; x++)
                Math.Abs(image.Row(y)[3 * x] - image.Row(y)[3 * (x - 1)]).Should().BeLessThanOrEqualTo(6);
        }
    }

    [Fact]
    public void A_flat_picture_stays_as_it_is()
    {
        var image = Images.Flat(17, 9, 1, 77);

        new WarpTrigger(30).Apply(image, default);

        image.Data.Should().AllSatisfy(value => value.Should().Be(77));
    }

    [Fact]
    public void Every_seed_has_its_own_warp()
    {
        PixelBuffer first = Images.Noise(32, 32, 3, 1), other = first.Clone();

        new WarpTrigger(seed: 1).Apply(first, default);
        new WarpTrigger(seed: 2).Apply(other, default);

        first.Data.Should().NotEqual(other.Data);
    }
}
