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
        Gen.Select(Gen.Double[1e-6, 255], Gen.Double[0.01, 100], Gen.Double[-359, 360], (a, f, theta) => (Trigger)new SinusoidTrigger(a, f, theta)));

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

            trigger.Apply(image);
            Trigger.Parse(trigger.ToString(), SeedOf(trigger)).Apply(again);

            return image.Data.AsSpan().SequenceEqual(again.Data);
        });

    private static int SeedOf(Trigger trigger) => trigger switch
    {
        PatchTrigger patch => patch.Seed,
        BlendTrigger blend => blend.Seed,
        _ => 0,
    };
}
