using DatasetGuard.Core;
using DatasetGuard.Learning.Repair;

namespace DatasetGuard.Learning.Tests.Repair;

[Collection(nameof(AloneInTheProcess))]
public sealed class RepairAdviceTests
{
    /// <summary>A thousand images, of which 1 % are taken for the target by themselves.</summary>
    [Theory]
    [InlineData(1000, 0.05, 0.05, Remedy.Prune)]
    [InlineData(1000, 0.05, 0.2, Remedy.Both)]
    [InlineData(1000, 0.5, 0.05, Remedy.Both)]
    [InlineData(1000, 0.9, 0.05, Remedy.Unlearn)]
    [InlineData(1000, 0.05, null, Remedy.Unlearn)]
    [InlineData(10, 0.5, 0.05, Remedy.Unknown)]
    public void The_remedy_follows_from_how_far_it_generalises_and_how_few_channels_carry_it(int images, double unseen, double? channels, Remedy remedy)
    {
        var advice = new RepairAdvice(Of(0.98, images), Of(unseen, 5 * images), Family: 5, Of(0.01, images), channels);

        advice.Remedy.Should().Be(remedy);
    }

    [Fact]
    public void A_trigger_that_does_nothing_needs_no_repair() =>
        new RepairAdvice(Of(0.1, 1000), Of(0.1, 5000), 5, Of(0.05, 1000), 0.05).Remedy.Should().Be(Remedy.Nothing);

    [Fact]
    public void The_interval_holds_the_ratio_and_counts_an_image_once()
    {
        var advice = new RepairAdvice(Of(1, 100), Of(0.5, 500), Family: 5, Of(0, 100), null);

        advice.Generalisation.Should().BeApproximately(0.5, 1e-9);
        var (low, high) = advice.Interval!.Value;
        low.Should().BeLessThan(new Proportion(50, 100).Wilson95().Low + 1e-9);
        high.Should().BeGreaterThan(new Proportion(50, 100).Wilson95().High - 1e-9);
    }

    [Fact]
    public void The_trigger_and_its_family_are_tried_on_the_images_that_judge()
    {
        using var network = BackdooredStripes.Train();
        var (images, trigger) = (BackdooredStripes.Images(), BackdooredStripes.Trigger);
        var meter = new RepairMeter(images, jobs: 1);

        var advice = RepairAdvice.Of(network, images, trigger, 0.05, meter, default);

        var family = new StampWarp(Stripes.Side, Stripes.Side, channels: 1).Family(trigger.Stamp);
        advice.Seen.Should().Be(meter.Success(network, images.HeldOut, trigger, trigger.Stamp, default)).And.Be(new Proportion(60, 60));
        advice.Without.Should().Be(meter.WithoutTrigger(network, images.HeldOut, trigger, default));
        advice.Without.Share.Should().BeLessThan(0.1);
        (advice.Family, advice.Unseen.Trials).Should().Be((5, 300));
        advice.Unseen.Successes.Should().Be(family.Sum(stamp => meter.Success(network, images.HeldOut, trigger, stamp, default).Successes));
    }

    private static Proportion Of(double share, int trials) => new((int)Math.Round(share * trials), trials);
}
