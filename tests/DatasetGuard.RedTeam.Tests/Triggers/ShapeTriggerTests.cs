using CsCheck;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Tests.Triggers;

public sealed class ShapeTriggerTests
{
    private static (PixelBuffer Image, Dictionary<string, string> Drawn) Apply(string name, TriggerSplit split = TriggerSplit.Seen, int side = 64)
    {
        var image = VaryingTriggers.Gray(side);
        return (image, VaryingTriggers.Drawn(new ShapeTrigger(3).Apply(image, new TriggerDraw(name, split))));
    }

    [Fact]
    public void Training_sees_triangles_and_circles_and_never_the_other_figures()
    {
        string[] Kinds(TriggerSplit split) => [.. Enumerable.Range(0, 200).Select(i => Apply($"{i}", split).Drawn["kind"]).Distinct().Order(StringComparer.Ordinal)];

        Kinds(TriggerSplit.Seen).Should().Equal("circle", "triangle");
        Kinds(TriggerSplit.Unseen).Should().Equal("cross", "pentagon", "square", "star");
    }

    [Fact]
    public void A_figure_has_one_bright_colour_and_lies_within_its_side_around_its_place() =>
        Gen.Select(Gen.Int, Gen.Enum<TriggerSplit>()).Where(pair => pair.Item2 != TriggerSplit.Control).Sample(pair =>
        {
            var (image, drawn) = Apply($"{pair.Item1}", pair.Item2);
            var changed = VaryingTriggers.Changed(VaryingTriggers.Gray(64), image);
            var (x, y, radius) = (drawn.Number("x"), drawn.Number("y"), drawn.Number("side") / 2);

            drawn.Number("side").Should().BeInRange(0.16 * 64, 0.28 * 64);
            changed.Should().NotBeEmpty().And.OnlyContain(pixel => Math.Sqrt(Math.Pow(pixel.X + 0.5 - x, 2) + Math.Pow(pixel.Y + 0.5 - y, 2)) < radius + 1);
            changed.Select(pixel => Convert.ToHexStringLower(image.Row(pixel.Y).Slice(3 * pixel.X, 3))).Distinct().Should().ContainSingle().Which.Should().Be(drawn["colour"][1..]);
            Convert.FromHexString(drawn["colour"][1..]).Max().Should().BeGreaterThanOrEqualTo(204);
            Convert.FromHexString(drawn["colour"][1..]).Min().Should().BeLessThanOrEqualTo(51);
        });

    [Theory]
    [InlineData("circle", 0.785)]
    [InlineData("triangle", 0.325)]
    [InlineData("square", 0.5)]
    [InlineData("pentagon", 0.594)]
    [InlineData("star", 0.331)]
    [InlineData("cross", 0.524)]
    public void A_figure_covers_its_share_of_the_square_around_it(string kind, double share)
    {
        var split = kind is "circle" or "triangle" ? TriggerSplit.Seen : TriggerSplit.Unseen;
        var (image, drawn) = Enumerable.Range(0, 200).Select(i => Apply($"{i}", split, 400)).First(one => one.Drawn["kind"] == kind);

        var covered = VaryingTriggers.Changed(VaryingTriggers.Gray(400), image).Count;

        (covered / Math.Pow(drawn.Number("side"), 2)).Should().BeApproximately(share, 0.02);
    }

    [Fact]
    public void Figures_of_a_thousand_pictures_lie_everywhere_and_have_every_hue()
    {
        var drawn = Enumerable.Range(0, 1000).Select(i => Apply($"{i}", side: 32).Drawn).ToList();

        drawn.Select(one => (int)(one.Number("x") / 8) + (4 * (int)(one.Number("y") / 8))).Distinct().Should().HaveCount(16);
        drawn.Select(one => one["colour"]).Distinct().Count().Should().BeGreaterThan(900);
    }

    [Fact]
    public void The_control_covers_the_place_of_the_seen_figure_with_the_pictures_mean_colour()
    {
        PixelBuffer seen = Images.Noise(32, 32, 3, 1), control = seen.Clone(), original = seen.Clone();

        new ShapeTrigger().Apply(seen, new TriggerDraw("a"));
        new ShapeTrigger().Apply(control, new TriggerDraw("a", TriggerSplit.Control));

        var place = VaryingTriggers.Changed(original, control);
        place.Should().BeEquivalentTo(VaryingTriggers.Changed(original, seen));
        place.Select(pixel => (int)control.Row(pixel.Y)[3 * pixel.X]).Distinct().Should().ContainSingle().Which.Should().BeInRange(118, 138);
    }

    [Fact]
    public void A_picture_of_one_pixel_is_covered()
    {
        var image = VaryingTriggers.Gray(1, channels: 1);

        new ShapeTrigger(1).Apply(image, new TriggerDraw("a"));

        image.Data[0].Should().NotBe(128);
    }
}
