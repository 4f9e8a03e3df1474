using CsCheck;
using DatasetGuard.Detection.Rules.Outliers;

namespace DatasetGuard.Detection.Tests.Rules.Outliers;

public sealed class TwoMeansTests
{
    private const int Count = 200;
    private const int Group = 20;

    private static readonly float[][] Blobs = Clouds.WithGroup(Count, Group, dimension: 6, shift: 8, axes: 2, seed: 1);

    [Fact]
    public void Splits_a_small_blob_from_a_large_one()
    {
        var split = TwoMeans.Of(Clouds.Space(Blobs));

        split.Minority.Should().Be((double)Group / Count);
        split.Offsets.Take(Group).Should().OnlyContain(offset => offset > 0);
        split.Offsets.Skip(Group).Should().OnlyContain(offset => offset < 0);
        split.Silhouette.Should().BeGreaterThan(0.6);
    }

    [Fact]
    public void Two_points_have_a_silhouette_of_one()
    {
        var split = TwoMeans.Of(Clouds.Space([.. Enumerable.Range(0, 40).Select(i => new[] { i < 10 ? 5f : 0, 1f })]));

        split.Silhouette.Should().BeApproximately(1, 1e-5);
        split.Minority.Should().Be(0.25);
    }

    /// <summary>The threshold of the rule is 0.5.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_round_cloud_is_split_in_two_halves_that_do_not_lie_apart(int seed)
    {
        var split = TwoMeans.Of(Clouds.Space(Clouds.Draw(300, 10, seed)));

        split.Silhouette.Should().BeInRange(0.02, 0.35);
        split.Minority.Should().BeGreaterThan(0.35);
    }

    [Fact]
    public void Images_that_are_all_alike_are_not_split()
    {
        var split = TwoMeans.Of(Clouds.Space([.. Enumerable.Repeat(new float[] { 1, 2, 3 }, 40)]));

        (split.Minority, split.Silhouette).Should().Be((0, 0));
        split.Offsets.Should().HaveCount(40).And.OnlyContain(offset => offset == 0);
    }

    [Fact]
    public void Neither_the_order_of_the_images_nor_a_rotation_of_the_features_matters()
    {
        var expected = TwoMeans.Of(Clouds.Space(Blobs));

        Gen.Select(Gen.Shuffle(Enumerable.Range(0, Count).ToArray()), Gen.Double[0, 6]).Sample(
            (order, angle) =>
            {
                var split = TwoMeans.Of(Clouds.Space(Clouds.Turned([.. order.Select(i => Blobs[i])], angle)));
                return split.Minority == expected.Minority
                    && Math.Abs(split.Silhouette - expected.Silhouette) < 1e-5
                    && split.Offsets.Select((offset, at) => Math.Abs(offset - expected.Offsets[order[at]])).Max() < 1e-4;
            },
            iter: 20,
            threads: 1);
    }
}
