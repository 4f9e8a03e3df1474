using CsCheck;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Scanning;

public sealed class FeatureMapTests
{
    [Fact]
    public void The_order_in_which_points_come_does_not_matter() =>
        Gen.Select(Gen.Float[-1e6f, 1e6f], Gen.Float[-1e6f, 1e6f]).Array[1, 40].Select(points => Gen.Shuffle(Enumerable.Range(0, points.Length).ToArray()).Select(order => (points, order))).SelectMany(gen => gen).Sample(pair =>
        {
            var (points, order) = pair;
            var map = FeatureMap.Of("f", [.. Enumerable.Range(0, points.Length)], Array.ConvertAll(points, point => point.Item1), Array.ConvertAll(points, point => point.Item2), 1);

            var shuffled = FeatureMap.Of("f", order, Array.ConvertAll(order, i => points[i].Item1), Array.ConvertAll(order, i => points[i].Item2), 1);

            shuffled.Should().BeEquivalentTo(map, options => options.WithStrictOrdering());
        }, iter: 50);

    [Fact]
    public void One_stray_point_does_not_press_the_others_together()
    {
        float[] x = [.. Enumerable.Range(0, 100).Select(i => (float)i), 1e9f];

        var map = FeatureMap.Of("f", [.. Enumerable.Range(0, 101)], x, new float[101], 1);

        map.Beyond.Should().Be(1);
        map.X[100].Should().Be(ushort.MaxValue);
        (map.X[99] - map.X[0]).Should().BeGreaterThan(5_000);
    }

    [Fact]
    public void Both_axes_have_one_scale()
    {
        var map = FeatureMap.Of("f", [0, 1, 2], [0, 10, 20], [0, 1, 2], 1);

        (map.X[2] - map.X[0]).Should().BeCloseTo(10 * (map.Y[2] - map.Y[0]), 20);
    }

    [Fact]
    public void Points_in_one_place_lie_in_the_middle()
    {
        var map = FeatureMap.Of("f", [0, 1], [3, 3], [4, 4], 0);

        map.X.Should().Equal(1 << 15, 1 << 15);
        map.Beyond.Should().Be(0);
    }

    /// <summary>All samples of a dataset side by side.</summary>
    internal static FeatureMap Line(Dataset dataset) => FeatureMap.Of(
        "made-up features",
        [.. Enumerable.Range(0, dataset.Samples.Count)],
        [.. Enumerable.Range(0, dataset.Samples.Count).Select(i => (float)i)],
        new float[dataset.Samples.Count],
        1);
}
