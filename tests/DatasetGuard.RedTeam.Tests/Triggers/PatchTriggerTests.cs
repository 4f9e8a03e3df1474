using CsCheck;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Tests.Triggers;

public sealed class PatchTriggerTests
{
    [Fact]
    public void A_checker_lies_one_pixel_from_the_bottom_right_corner_with_white_corners()
    {
        var image = Images.Flat(6, 5, 1, 100);

        Trigger.Parse("checker").Apply(image, default);

        image.Pixels.ToArray().Should().Equal(
            100, 100, 100, 100, 100, 100,
            100, 100, 255, 0, 255, 100,
            100, 100, 0, 255, 0, 100,
            100, 100, 255, 0, 255, 100,
            100, 100, 100, 100, 100, 100);
    }

    [Fact]
    public void A_larger_checker_has_larger_fields()
    {
        var image = Images.Flat(6, 6, 1, 100);

        Trigger.Parse("checker:6@0,0").Apply(image, default);

        image.Row(0).ToArray().Should().Equal(255, 255, 0, 0, 255, 255);
        image.Row(1).ToArray().Should().Equal(255, 255, 0, 0, 255, 255);
        image.Row(2).ToArray().Should().Equal(0, 0, 255, 255, 0, 0);
    }

    [Fact]
    public void A_pixel_is_white_in_all_channels_at_the_place_of_the_last_but_one()
    {
        var image = Images.Flat(4, 3, 3, 9);

        Trigger.Parse("pixel").Apply(image, default);

        var changed = Enumerable.Range(0, image.Length).Where(i => image.Data[i] != 9).ToArray();
        changed.Should().Equal(18, 19, 20);
        changed.Should().OnlyContain(i => image.Data[i] == 255);
    }

    [Fact]
    public void A_random_colour_is_flat_and_belongs_to_the_seed()
    {
        var (first, again, other) = (Images.Flat(8, 8, 3, 0), Images.Flat(8, 8, 3, 0), Images.Flat(8, 8, 3, 0));

        Trigger.Parse("rcol@0,0", seed: 1).Apply(first, default);
        Trigger.Parse("rcol@0,0", seed: 1).Apply(again, default);
        Trigger.Parse("rcol@0,0", seed: 2).Apply(other, default);

        first.Data.Should().Equal(again.Data).And.NotEqual(other.Data);
        first.Row(0)[..3].ToArray().Should().Equal(first.Row(2).Slice(6, 3).ToArray());
    }

    [Fact]
    public void No_pixel_outside_of_the_patch_changes() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Images.Channels, Gen.Int[1, 9], Gen.Select(Gen.Int[0, 45], Gen.Int[0, 45]))
            .Sample((width, height, channels, size, place) =>
            {
                var image = Images.Noise(width, height, channels, 5);
                var before = image.Clone();

                new PatchTrigger(PatchPattern.Checker, size, place).Apply(image, default);

                var (left, top) = (Math.Max(0, Math.Min(place.Item1, width - size)), Math.Max(0, Math.Min(place.Item2, height - size)));
                for (var i = 0; i < image.Length; i++)
                {
                    var (x, y) = (i / channels % width, i / channels / width);
                    var isInside = x >= left && x < left + size && y >= top && y < top + size;
                    if (isInside ? image.Data[i] is not (0 or 255) : image.Data[i] != before.Data[i])
                        return false;
                }

                return true;
            });

    [Fact]
    public void A_picture_smaller_than_the_patch_is_covered_and_nothing_else_happens()
    {
        var image = Images.Flat(2, 1, 3, 7);

        Trigger.Parse("white").Apply(image, default);

        image.Data.Should().OnlyContain(value => value == 255);
    }

    [Fact]
    public void A_borrowed_buffer_that_is_longer_than_the_picture_is_left_alone_behind_it()
    {
        var image = new PixelBuffer(3, 3, 1, [.. Enumerable.Repeat((byte)50, 20)]);

        Trigger.Parse("white").Apply(image, default);

        image.Data[9..].Should().OnlyContain(value => value == 50);
    }
}
