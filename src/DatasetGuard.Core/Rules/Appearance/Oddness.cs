using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Rules.Appearance;

/// <summary>Decides which of a dataset's images are odd in one measure.</summary>
/// <param name="Samples">The odd ones, the oddest first.</param>
/// <param name="Limit">What was left out; null when nothing was.</param>
internal sealed record Oddness(IReadOnlyList<(Sample Sample, double Score)> Samples, string? Limit)
{
    /// <summary>What more images than this share have is how the dataset is.</summary>
    public const double LargestShare = 0.1;

    /// <summary>Interquartile ranges beyond the quartile: CleanVision's fence for sizes.</summary>
    public const double Fence = 3;

    /// <param name="samples">Decoded ones.</param>
    /// <param name="score">Higher is odder.</param>
    /// <param name="threshold">Images above it are odd, unless there are so many that the dataset's own range decides.</param>
    public static Oddness Above(IReadOnlyCollection<Sample> samples, Func<Sample, double> score, double threshold)
    {
        var above = samples.Select(sample => (Sample: sample, Score: score(sample))).Where(item => item.Score > threshold).ToList();
        string? limit = null;
        if (above.Count > LargestShare * samples.Count)
        {
            var (_, high) = FencesOf(Sorted(samples.Select(score)));
            limit = $"{above.Count:N0} of {samples.Count:N0} images are beyond the threshold: that is how this dataset is, so only those outside its own range are listed.";
            above.RemoveAll(item => item.Score <= high);
        }

        return new Oddness([.. above.OrderByDescending(item => item.Score)], limit);
    }

    public static double[] Sorted(IEnumerable<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>So many interquartile ranges below the lower quartile and above the upper one.</summary>
    /// <param name="sorted">Ascending; may be empty.</param>
    /// <param name="fence">Interquartile ranges.</param>
    public static (double Low, double High) FencesOf(double[] sorted, double fence = Fence)
    {
        if (sorted.Length == 0)
            return (double.NegativeInfinity, double.PositiveInfinity);

        var (lower, upper) = (sorted[sorted.Length / 4], sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * 3L / 4)]);
        return (lower - (fence * (upper - lower)), upper + (fence * (upper - lower)));
    }
}
