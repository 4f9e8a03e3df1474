using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Attacks.Collisions;

namespace DatasetGuard.RedTeam.Tests.Attacks.Collisions;

public sealed class MembershipAmplificationTests
{
    private static readonly FrozenNet Net = new();
    private static readonly PixelBuffer[] Seeds = [.. Enumerable.Range(0, 6).Select(FrozenNet.Picture)];
    private static readonly PixelBuffer[] Bases = [.. Enumerable.Range(100, 4).Select(FrozenNet.Picture)];

    [Fact]
    public void Seeds_go_to_the_bases_in_turn_and_come_nearer()
    {
        var images = Craft(new MembershipAmplification { Bound = 0.2 });

        images.Select(image => image.Target).Should().Equal(0, 1, 2, 3, 0, 1);
        foreach (var image in images)
        {
            image.Distance.Should().BeLessThan(0.5);
            image.Distance.Should().BeApproximately(Net.Distance(image.Picture, Bases[image.Target]) / Net.Distance(Seeds[image.Base], Bases[image.Target]), 1e-4);
        }
    }

    [Theory]
    [InlineData(0.05, 13)]
    [InlineData(0.01, 3)]
    public void No_pixel_leaves_the_box(double bound, int levels)
    {
        var images = Craft(new MembershipAmplification { Bound = bound });

        images.Should().OnlyContain(image => image.LargestChange <= levels && image.LargestChange >= levels - 1);
        images.Should().OnlyContain(image => image.LargestChange == image.Picture.Data.Zip(Seeds[image.Base].Data, (a, b) => Math.Abs(a - b)).Max());
    }

    [Fact]
    public void More_iterations_come_nearer() =>
        Craft(new MembershipAmplification { Iterations = 120 }).Average(image => image.Distance).Should().BeLessThan(Craft(new MembershipAmplification { Iterations = 5 }).Average(image => image.Distance));

    [Fact]
    public void The_parameters_stand_with_every_image() =>
        Craft(new MembershipAmplification { Iterations = 1 }).Should().OnlyContain(image => image.Attack == "membership-amplification:bound=0.05,rate=0.05,iterations=1");

    private static IReadOnlyList<CollidingImage> Craft(MembershipAmplification attack) => attack.Craft(Net.Encode, Seeds, Bases, TestContext.Current.CancellationToken);
}
