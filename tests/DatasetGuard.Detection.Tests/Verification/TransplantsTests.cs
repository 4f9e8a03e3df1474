using CsCheck;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class TransplantsTests
{
    [Fact]
    public void A_rate_counts_as_the_one_of_ten_classes_that_leaves_the_same_part_of_the_way_from_chance() => Gen.Select(Gen.Int[2, 9], Gen.Float[0, 1]).Sample((classes, way) =>
    {
        var chance = 1f / classes;

        return Math.Abs(Of(classes).Counted(chance + (way * (1 - chance))) - (0.1f + (way * 0.9f))) < 1e-5f;
    });

    [Fact]
    public void Of_ten_classes_and_more_every_rate_counts_as_it_is() =>
        Gen.Select(Gen.Int[10, 1000], Gen.Float[0, 1]).Sample((classes, rate) => Of(classes).Counted(rate) == rate);

    [Fact]
    public void A_rate_below_chance_is_none() =>
        Gen.Select(Gen.Int[1, 9], Gen.Float[0, 0.1f]).Sample((classes, rate) => Of(classes).Counted(rate) is >= 0 and < 0.1f);

    [Theory]
    [InlineData(2, 0.72f, 0, 0.496)]
    [InlineData(2, 0.73f, 1, 0.514)]
    [InlineData(3, 0.62f, 0, 0.487)]
    [InlineData(10, 0.5f, 1, 0.5)]
    public void The_fewer_the_classes_the_more_hosts_must_flip(int classes, float rate, double share, double mean)
    {
        var transplants = Of(classes, rate);

        transplants.WindowShare.Should().Be(share);
        transplants.WindowMean.Should().BeApproximately(mean, 1e-3);
        transplants.TileMean.Should().BeApproximately(mean, 1e-3);
    }

    private static Transplants Of(int classes, float rate = 0) =>
        new(new int[4], [], [.. Enumerable.Repeat(rate, 4)], [.. Enumerable.Repeat(rate, 4)]) { Classes = classes };
}
