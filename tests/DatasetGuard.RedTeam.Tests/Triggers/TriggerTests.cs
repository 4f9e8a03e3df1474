using CsCheck;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Tests.Triggers;

public sealed class TriggerTests
{
    private static readonly Gen<Trigger> AnyTrigger = Gen.OneOf<Trigger>(
        Gen.Select(
            Gen.Int[0, 3],
            Gen.Int[1, 40],
            Gen.OneOf(Gen.Int.Select(_ => ((int, int)?)null), Gen.Select(Gen.Int[0, 99], Gen.Int[0, 99], (x, y) => ((int, int)?)(x, y))),
            Gen.Int,
            (pattern, size, place, seed) => (Trigger)new PatchTrigger((PatchPattern)pattern, size, place, seed)),
        Gen.Select(Gen.Double[1e-9, 1], Gen.Int, (alpha, seed) => (Trigger)new BlendTrigger(alpha, seed)),
        Gen.Select(Gen.Double[1e-6, 255], Gen.Double[0.01, 100], Gen.Double[-359, 360], (a, f, theta) => (Trigger)new SinusoidTrigger(a, f, theta)),
        Gen.Select(Gen.Double[1e-6, 64], Gen.Int, (strength, seed) => (Trigger)new WarpTrigger(strength, seed)),
        VaryingTriggers.Any);

    [Fact]
    public void What_is_printed_reads_back_as_the_same_trigger() =>
        AnyTrigger.Sample(trigger => Trigger.Parse(trigger.ToString(), SeedOf(trigger)) == trigger);

    [Theory]
    [InlineData("checker", "checker")]
    [InlineData("checker:3", "checker")]
    [InlineData("white:6@1,2", "white:6@1,2")]
    [InlineData("rcol@0,0", "rcol@0,0")]
    [InlineData("pixel@31,0", "pixel@31,0")]
    [InlineData("blend:.05", "blend:0.05")]
    [InlineData("blend:1e-2", "blend:0.01")]
    [InlineData("sin:12:10:37", "sin:12:10:37")]
    [InlineData("sin:8:6.50:-45", "sin:8:6.5:-45")]
    [InlineData("shape", "shape")]
    [InlineData("noise:10.0", "noise:10")]
    [InlineData("freq:12", "freq:12")]
    [InlineData("corner", "corner")]
    [InlineData("corner:5", "corner:5")]
    [InlineData("warp:0.5", "warp")]
    [InlineData("warp:2", "warp:2")]
    [InlineData("adaptive-blend:.15", "adaptive-blend")]
    [InlineData("adaptive-blend:.3", "adaptive-blend:0.3")]
    public void The_text_is_printed_in_its_shortest_form(string text, string expected) => Trigger.Parse(text).ToString().Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("cheker")]
    [InlineData("Checker")]
    [InlineData("checker:0")]
    [InlineData("checker:-1")]
    [InlineData("checker:3:4")]
    [InlineData("checker:99999999999")]
    [InlineData("checker@1")]
    [InlineData("checker@1,2,3")]
    [InlineData("checker@1,2@3,4")]
    [InlineData("pixel:2")]
    [InlineData("blend")]
    [InlineData("blend:0")]
    [InlineData("blend:1.5")]
    [InlineData("blend:NaN")]
    [InlineData("blend:0,1")]
    [InlineData("sin:20:6")]
    [InlineData("sin:0:6:0")]
    [InlineData("sin:20:0:0")]
    [InlineData("sin:20:6:Infinity")]
    [InlineData("shape:3")]
    [InlineData("noise")]
    [InlineData("noise:0")]
    [InlineData("noise:129")]
    [InlineData("freq")]
    [InlineData("freq:256")]
    [InlineData("corner:0")]
    [InlineData("corner:3:3")]
    [InlineData("warp:0")]
    [InlineData("warp:1:2")]
    [InlineData("adaptive-blend:0")]
    [InlineData("adaptive-blend:2")]
    public void What_is_no_trigger_is_refused(string text)
    {
        var parse = () => Trigger.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage("*is not a trigger:*");
    }

    [Fact]
    public void A_refusal_does_not_print_control_characters()
    {
        var parse = () => Trigger.Parse("x\n::error::y");

        parse.Should().Throw<FormatException>().Which.Message.Should().NotContain("\n");
    }

    [Fact]
    public void A_trigger_does_the_same_to_the_same_picture_every_time() =>
        Gen.Select(AnyTrigger, Gen.Int[1, 24], Gen.Int[1, 24], Images.Channels).Sample((trigger, width, height, channels) =>
        {
            PixelBuffer image = Images.Noise(width, height, channels, 3), again = image.Clone();

            var drawn = trigger.Apply(image, new TriggerDraw("cat/1.png"));
            var drawnAgain = Trigger.Parse(trigger.ToString(), SeedOf(trigger)).Apply(again, new TriggerDraw("cat/1.png"));

            return drawn == drawnAgain && image.Data.AsSpan().SequenceEqual(again.Data);
        });

    [Fact]
    public void A_control_and_an_unseen_variant_of_the_same_picture_are_the_same_every_time_too() =>
        Gen.Select(AnyTrigger, Gen.Enum<TriggerSplit>(), Images.Channels).Sample((trigger, split, channels) =>
        {
            PixelBuffer image = Images.Noise(12, 9, channels, 3), again = image.Clone();
            trigger.Apply(Images.Noise(5, 5, channels, 1), new TriggerDraw("another", split));

            trigger.Apply(image, new TriggerDraw("cat/1.png", split));
            trigger.Apply(again, new TriggerDraw("cat/1.png", split));

            return image.Data.AsSpan().SequenceEqual(again.Data);
        });

    [Fact]
    public void A_fixed_pattern_has_no_unseen_variant() =>
        AnyTrigger.Where(trigger => !trigger.Varies).Sample(trigger =>
        {
            PixelBuffer seen = Images.Noise(12, 9, 3, 3), unseen = seen.Clone();

            trigger.Apply(seen, new TriggerDraw("a"));
            trigger.Apply(unseen, new TriggerDraw("b", TriggerSplit.Unseen));

            return seen.Data.AsSpan().SequenceEqual(unseen.Data);
        });

    [Theory]
    [InlineData("checker")]
    [InlineData("pixel")]
    [InlineData("rcol:4@1,1")]
    [InlineData("blend:0.2")]
    [InlineData("sin:20:6:0")]
    [InlineData("warp:4")]
    [InlineData("shape")]
    [InlineData("noise:10")]
    [InlineData("freq:10")]
    [InlineData("corner")]
    [InlineData("adaptive-blend")]
    public void A_control_changes_the_picture_in_another_way(string text)
    {
        PixelBuffer original = Images.Noise(32, 32, 3, 3), seen = original.Clone(), control = original.Clone();

        Trigger.Parse(text).Apply(seen, new TriggerDraw("a"));
        Trigger.Parse(text).Apply(control, new TriggerDraw("a", TriggerSplit.Control));

        control.Data.Should().NotEqual(original.Data).And.NotEqual(seen.Data);
    }

    private static int SeedOf(Trigger trigger) => trigger switch
    {
        PatchTrigger patch => patch.Seed,
        BlendTrigger blend => blend.Seed,
        WarpTrigger warp => warp.Seed,
        ShapeTrigger shape => shape.Seed,
        NoiseTrigger noise => noise.Seed,
        FrequencyTrigger wave => wave.Seed,
        CornerTrigger corner => corner.Seed,
        AdaptiveBlendTrigger blend => blend.Seed,
        _ => 0,
    };
}
