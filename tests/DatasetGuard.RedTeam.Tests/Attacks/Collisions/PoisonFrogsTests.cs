using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Attacks.Collisions;

namespace DatasetGuard.RedTeam.Tests.Attacks.Collisions;

public sealed class PoisonFrogsTests
{
    private static readonly FrozenNet Net = new();
    private static readonly PixelBuffer[] Bases = [.. Enumerable.Range(0, 5).Select(FrozenNet.Picture)];
    private static readonly PixelBuffer[] Targets = [.. Enumerable.Range(100, 5).Select(FrozenNet.Picture)];

    [Fact]
    public void The_saved_picture_has_the_features_of_the_target_and_the_distance_is_what_it_says()
    {
        foreach (var image in Craft(new PoisonFrogs()))
        {
            var expected = Net.Distance(image.Picture, Targets[image.Target]) / Net.Distance(Bases[image.Base], Targets[image.Target]);
            image.Distance.Should().BeApproximately(expected, 1e-4);
            image.Distance.Should().BeLessThan(0.1);
        }
    }

    [Fact]
    public void A_larger_beta_keeps_nearer_to_the_base_and_farther_from_the_target()
    {
        var (free, tied) = (Craft(new PoisonFrogs { Beta = 0.01 }), Craft(new PoisonFrogs { Beta = 2 }));

        Change(tied).Should().BeLessThan(Change(free));
        tied.Average(image => image.Distance).Should().BeGreaterThan(free.Average(image => image.Distance));

        double Change(IReadOnlyList<CollidingImage> images) => images.Average(image => Difference(image.Picture, Bases[image.Base]));
    }

    /// <summary>With weighted pixels as features the least of |w (x - t)|^2 / |w (b - t)|^2 + c |x - b|^2 is (p w^2 t + c b) / (p w^2 + c), p = 1 / |w (b - t)|^2.</summary>
    [Fact]
    public void Where_the_minimum_is_known_it_is_reached()
    {
        var weights = Enumerable.Range(0, 192).Select(plane => plane % 2 == 0 ? 1f : 3).ToArray();
        var image = new PoisonFrogs { Beta = 0.02 }.Craft(pictures => pictures.flatten(1) * TorchSharp.torch.tensor(weights), Bases, Targets, TestContext.Current.CancellationToken)[0];

        var (b, t) = (Bases[0].Data, Targets[0].Data);
        var tie = 0.02 * 255 * 255 / 100 / b.Length;
        var pull = 1 / Enumerable.Range(0, b.Length).Sum(i => Math.Pow(Weight(i) * (b[i] - t[i]) / 255.0, 2));
        image.Picture.Data.Select((pixel, i) => pixel - (((pull * Weight(i) * Weight(i) * t[i]) + (tie * b[i])) / ((pull * Weight(i) * Weight(i)) + tie)))
            .Should().OnlyContain(difference => Math.Abs(difference) <= 1.5);

        double Weight(int i) => weights[(i % 3 * 64) + (i / 3)];
    }

    [Fact]
    public void Without_iterations_only_the_watermark_is_there()
    {
        var image = Craft(new PoisonFrogs { Watermark = 0.25, Iterations = 0 })[2];

        image.Picture.Data.Select((pixel, i) => pixel - ((0.75 * Bases[2].Data[i]) + (0.25 * Targets[2].Data[i]))).Should().OnlyContain(difference => Math.Abs(difference) <= 0.51);
        image.LargestChange.Should().Be(image.Picture.Data.Zip(Bases[2].Data, (a, b) => Math.Abs(a - b)).Max());
    }

    [Fact]
    public void Each_image_is_made_as_if_it_were_alone()
    {
        var alone = new PoisonFrogs { Iterations = 40 }.Craft(Net.Encode, [Bases[3]], [Targets[3]], TestContext.Current.CancellationToken)[0];

        Craft(new PoisonFrogs { Iterations = 40 })[3].Distance.Should().BeApproximately(alone.Distance, 0.02);
    }

    [Fact]
    public void The_parameters_stand_with_every_image() =>
        Craft(new PoisonFrogs { Beta = 0.3, Watermark = 0.2, Iterations = 1 }).Should().OnlyContain(image => image.Attack == "poison-frogs:beta=0.3,watermark=0.2,iterations=1");

    [Fact]
    public void It_can_be_stopped()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        var craft = () => new PoisonFrogs().Craft(Net.Encode, Bases, Targets, source.Token);

        craft.Should().Throw<OperationCanceledException>();
    }

    private static IReadOnlyList<CollidingImage> Craft(PoisonFrogs attack) => attack.Craft(Net.Encode, Bases, Targets, TestContext.Current.CancellationToken);

    private static double Difference(PixelBuffer a, PixelBuffer b) => a.Data.Zip(b.Data, (x, y) => Math.Pow(x - y, 2)).Average();
}
