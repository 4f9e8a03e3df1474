using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class TriggerMapTests
{
    private const int Members = 30;

    [Theory]
    [InlineData("checker@3,20", 32)]
    [InlineData("white:4@24,2", 32)]
    [InlineData("checker@10,1", 20)]
    public void A_local_mark_is_a_patch_whose_box_holds_it(string trigger, int side)
    {
        var (left, top, size) = PlaceOf(trigger);

        var box = MapOf(trigger, side).Patch();

        box.Should().NotBeNull();
        var (x, y, boxSide) = box.Value;
        boxSide.Should().Be(8);
        x.Should().BeLessThanOrEqualTo(left).And.BeGreaterThanOrEqualTo(left + size - boxSide);
        y.Should().BeLessThanOrEqualTo(top).And.BeGreaterThanOrEqualTo(top + size - boxSide);
    }

    [Theory]
    [InlineData("blend:0.2", 32)]
    [InlineData("sin:20:6:0", 32)]
    [InlineData("checker", 8)]
    public void What_is_spread_over_the_picture_or_fills_it_is_no_patch(string trigger, int side) => MapOf(trigger, side).Patch().Should().BeNull();

    [Fact]
    public void Images_that_have_nothing_of_their_own_show_no_patch()
    {
        using var loaded = LoadedSet.Of(TestSet.Of([.. Enumerable.Range(0, 60).Select(i => ($"class{i % 2}", Drawings.Draw(0, 16, 16, 1, 7)))]));

        TriggerMap.Of(0, [0, 1, 2], [40, 41, 42], loaded.Extract(), loaded.Context).Patch().Should().BeNull();
    }

    [Fact]
    public void The_difference_is_that_of_the_mean_residuals_in_gray_levels()
    {
        var map = MapOf("white:1@7,9", 16);

        var strongest = Enumerable.Range(0, map.Difference.Length).MaxBy(i => map.Difference[i]);
        (strongest / 3 % 16, strongest / 3 / 16).Should().Be((7, 9));
        map.Difference[strongest].Should().BeInRange(80, 200, "white is some hundred levels above the middle of a picture");
    }

    private static TriggerMap MapOf(string trigger, int side)
    {
        var set = TestSet.Drawn(classes: 2, perClass: 100, width: side, height: side).PoisonedInside(trigger, "class0", Members);
        using var loaded = LoadedSet.Of(set);
        var features = loaded.Extract();
        var members = Enumerable.Range(0, features.Rows).Where(row => set.PoisonedIds.Contains(loaded.Dataset.Samples[features.Samples[row]].Id)).ToArray();
        return TriggerMap.Of(0, members, [.. Enumerable.Range(100, 100)], features, loaded.Context);
    }

    private static (int Left, int Top, int Size) PlaceOf(string trigger)
    {
        var parts = trigger.Split('@');
        var place = parts[1].Split(',');
        return (int.Parse(place[0]), int.Parse(place[1]), parts[0].Contains(':') ? int.Parse(parts[0].Split(':')[1]) : 3);
    }
}
