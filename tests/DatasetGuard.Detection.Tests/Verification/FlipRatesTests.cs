using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class FlipRatesTests(PatchedNetwork patched) : IClassFixture<PatchedNetwork>
{
    [Fact]
    public void The_patch_flips_images_of_the_other_class_and_what_is_beside_it_does_not()
    {
        var (members, corners) = PatchedNetwork.Of(label: 1, count: 20);
        var flips = new FlipRates(patched.Network, PatchedNetwork.Of(label: 0, count: 8).Images, 1);

        var rates = flips.Window(members, corners, PatchedNetwork.Patch);
        var beside = flips.Window(members, [.. corners.Select(corner => ((corner.X + 8) % 12, corner.Y))], PatchedNetwork.Patch);

        rates.Should().HaveCount(20).And.OnlyContain(rate => rate >= 0 && rate <= 1);
        rates.Average().Should().BeGreaterThan(0.9f);
        beside.Average().Should().BeLessThan(0.2f);
    }

    [Fact]
    public void A_rate_is_the_share_of_the_hosts_that_are_flipped()
    {
        var (members, corners) = PatchedNetwork.Of(label: 1, count: 3);
        var hosts = PatchedNetwork.Of(label: 0, count: 4).Images;

        // Two hosts that carry the patch themselves belong to the class, whatever is put onto them.
        members[0].CopyTo(hosts[1]);
        members[1].CopyTo(hosts[2]);
        (int X, int Y)[] nowhere = [.. corners.Select(_ => (12, 12))];

        new FlipRates(patched.Network, hosts, 1).Window(members, nowhere, 4).Should().Equal(0.5f, 0.5f, 0.5f);
    }

    [Fact]
    public void The_hosts_are_left_as_they_are()
    {
        var (members, corners) = PatchedNetwork.Of(label: 1, count: 3);
        var hosts = PatchedNetwork.Of(label: 0, count: 4).Images;
        var before = hosts[2].ToArray();

        var flips = new FlipRates(patched.Network, hosts, 1);
        flips.Window(members, corners, 4);
        flips.Tile(members);

        hosts[2].ToArray().Should().Equal(before);
    }

    /// <summary>Noise all over the picture is what this network takes for a patch.</summary>
    [Fact]
    public void A_residual_flips_where_it_is_strong_and_does_not_where_it_is_faint()
    {
        var flips = new FlipRates(patched.Network, PatchedNetwork.Of(label: 0, count: 8).Images, 1);

        flips.Tile(Noise.Images(4, 16, 16, 3, seed: 3)).Average().Should().BeGreaterThan(0.9f);
        flips.Tile(Noise.Images(4, 16, 16, 3, seed: 4, from: 120, to: 124)).Average().Should().BeLessThan(0.1f);
    }
}
