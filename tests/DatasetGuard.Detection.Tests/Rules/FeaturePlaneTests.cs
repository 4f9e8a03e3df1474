using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Tests.Rules;

public sealed class FeaturePlaneTests
{
    public FeaturePlaneTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(20, 6)]
    [InlineData(6, 20)]
    [InlineData(5000, 6)]
    public void It_shows_the_two_directions_in_which_the_features_vary(int count, int dimension)
    {
        // Up and down along the second feature, and a tenth of that along the last.
        void Read(int row, Span<float> vector)
        {
            vector.Fill(5);
            vector[1] = row % 2 == 0 ? 10 : -10;
            vector[^1] = row % 4 < 2 ? 1 : -1;
        }

        var map = FeaturePlane.Of("features", [.. Enumerable.Range(0, count)], dimension, Read, CancellationToken.None)!;

        map.Share.Should().BeApproximately(1, 1e-6);
        map.Samples.Should().HaveCount(count);
        for (var row = 4; row < count; row++)
        {
            map.X[row].Should().BeCloseTo(map.X[row % 4], 2);
            map.Y[row].Should().BeCloseTo(map.Y[row % 4], 2);
        }

        (map.X[0] - map.X[1]).Should().BeGreaterThan(5 * Math.Abs(map.Y[0] - map.Y[2]), "the first axis is the longer one, and points up where the feature does");
    }

    [Fact]
    public void Features_without_a_plane_have_no_map()
    {
        FeaturePlane.Of("features", [0, 1, 2], 1, (_, vector) => vector.Clear(), CancellationToken.None)!.Missing.Should().Contain("one value");
        FeaturePlane.Of("features", [0, 1, 2], 5000, (_, vector) => vector.Clear(), CancellationToken.None)!.Missing.Should().Contain("5,000 values");
        FeaturePlane.Of("features", [0, 1], 4, (_, vector) => vector.Clear(), CancellationToken.None).Should().BeNull();
    }

    [Fact]
    public void A_map_tells_from_how_many_samples_its_axes_are()
    {
        FeatureMap Of(int count) => FeaturePlane.Of("features", [.. Enumerable.Range(0, count)], 2, (row, vector) => (vector[0], vector[1]) = (row, row % 7), CancellationToken.None)!;

        Of(1_024).SamplesForAxes.Should().Be(0, "all of them");
        Of(1_025).SamplesForAxes.Should().Be(1_024);
    }

    [Fact]
    public void Equal_features_lie_in_one_place()
    {
        var map = FeaturePlane.Of("features", [0, 1, 2, 3], 4, (_, vector) => vector.Fill(1), CancellationToken.None)!;

        map.X.Distinct().Should().ContainSingle();
        map.Share.Should().Be(0);
    }
}
