
namespace DatasetGuard.Detection.Tests.Rules.Outliers;

public sealed class ClassSpaceTests
{
    private static readonly float[][] Rows = Clouds.Turned(
        [.. Clouds.Draw(80, 6, seed: 1).Select(row => row.Select((value, axis) => (value * (axis + 1)) + 10).ToArray())], 0.7);

    /// <summary>Centred, uncorrelated, ordered by variance, and no distance changed: that is what principal axes are.</summary>
    [Fact]
    public void Turns_centred_features_to_their_principal_axes()
    {
        var space = Clouds.Space(Rows);

        (space.Count, space.Dimension).Should().Be((80, 6));
        space.Variances.Should().BeInDescendingOrder();
        var covariance = Covariance([.. Enumerable.Range(0, 80).Select(i => space[i].ToArray())], out var mean);
        mean.Should().OnlyContain(value => Math.Abs(value) < 1e-5);
        for (var i = 0; i < 36; i++)
            covariance[i / 6, i % 6].Should().BeApproximately(i / 6 == i % 6 ? space.Variances[i / 6] : 0, 1e-4);

        for (var i = 1; i < 80; i++)
            Distance(space[i], space[i - 1]).Should().BeApproximately(Distance(Rows[i], Rows[i - 1]), 1e-4);
    }

    [Fact]
    public void Has_the_variance_of_the_features()
    {
        var covariance = Covariance(Rows, out _);

        Clouds.Space(Rows).Variances.Sum().Should().BeApproximately(Enumerable.Range(0, 6).Sum(axis => covariance[axis, axis]), 1e-3);
    }

    [Theory]
    [InlineData(1, 6, 1)]
    [InlineData(2, 6, 1)]
    [InlineData(4, 6, 3)]
    [InlineData(100, 40, 32)]
    public void Keeps_the_axes_that_images_can_span_and_no_more_than_32(int count, int dimension, int kept)
    {
        var space = Clouds.Space(Clouds.Draw(count, dimension, seed: 2));

        space.Dimension.Should().Be(kept);
        space.Count.Should().Be(count);
        space.Variances.Should().OnlyContain(variance => variance >= 0 && double.IsFinite(variance));
    }

    [Fact]
    public void A_normal_cloud_has_as_many_points_and_the_same_spread()
    {
        var space = Clouds.Space([.. Clouds.Draw(4000, 3, seed: 3).Select(row => new[] { 5 * row[0], 2 * row[1], 0.1f * row[2] })]);

        var cloud = space.NormalCloud(new Random(1));

        (cloud.Count, cloud.Dimension).Should().Be((4000, 3));
        for (var axis = 0; axis < 3; axis++)
            (cloud.Variances[axis] / space.Variances[axis]).Should().BeInRange(0.9, 1.1);
        cloud[7].ToArray().Should().Equal(space.NormalCloud(new Random(1))[7].ToArray()).And.NotEqual(space.NormalCloud(new Random(2))[7].ToArray());
    }

    private static double[,] Covariance(float[][] rows, out double[] mean)
    {
        var d = rows[0].Length;
        var centre = Enumerable.Range(0, d).Select(axis => rows.Average(row => (double)row[axis])).ToArray();
        var result = new double[d, d];
        for (var i = 0; i < d * d; i++)
            result[i / d, i % d] = rows.Average(row => (row[i / d] - centre[i / d]) * (row[i % d] - centre[i % d]));

        mean = centre;
        return result;
    }

    private static double Distance(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var sum = 0.0;
        for (var i = 0; i < first.Length; i++)
            sum += (first[i] - second[i]) * (double)(first[i] - second[i]);

        return Math.Sqrt(sum);
    }
}
