using DatasetGuard.Detection.Features;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class LinearFiltersTests
{
    /// <summary>So many rows are read in two chunks.</summary>
    private const int Rows = 1100;

    [Fact]
    public void Scores_are_weighted_sums_over_windows_and_the_wave_map_plus_the_offset()
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(classes: 1, perClass: Rows, width: 16, height: 16, channels: 1));
        var features = loaded.Extract();
        var random = SplitMix64.For(1, "filter");
        double[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        (int Window, double[] Weights)[] parts = [(0, Weights(64)), (3, Weights(64)), (LinearFilter.WaveMap, Weights(256))];

        var scores = new LinearFilters([new LinearFilter(parts, 1.5)]).Score(features, 5, Rows - 5)[0];

        for (var i = 0; i < scores.Length; i += 7)
            ((double)scores[i]).Should().BeApproximately(1.5 + parts.Sum(part => Sum(features, part.Window, part.Weights, 5 + i)), 0.05);
    }

    [Fact]
    public void No_rows_are_no_scores()
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(classes: 1, perClass: 2, width: 8, height: 8, channels: 1));

        var score = () => new LinearFilters([new LinearFilter([(0, new double[64])], 1)]).Score(loaded.Extract(), 2, 0);

        score.Should().NotThrow();
    }

    private static double Sum(FeatureStore features, int window, double[] weights, int row)
    {
        var stored = new sbyte[weights.Length];
        if (window == LinearFilter.WaveMap)
            features.ReadWaves(row, stored);
        else
            features.ReadWindow(window, row, stored);

        return stored.Zip(weights, (value, weight) => value * weight).Sum();
    }
}
