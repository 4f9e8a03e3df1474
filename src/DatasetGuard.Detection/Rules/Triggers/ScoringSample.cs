using System.Globalization;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Some images of some classes, which tell what is common before all images are asked.</summary>
/// <remarks>
/// Drawn at random by the content of the dataset, so that no image can be known to be asked before the last one is made. Who makes the last one can try many: only groups that
/// could at most be a warning are judged by the sample.
/// </remarks>
internal sealed class ScoringSample
{
    private const int Rows = 4096;
    private const int Classes = 64;
    private const int RunsOfClass = 8;

    /// <summary>In smaller sets asking some first costs more than it saves.</summary>
    private const int LeastOfAll = 4 * Rows;

    /// <summary>What is further from the expected number is no chance.</summary>
    private const double Deviations = 3;

    private readonly List<Part> _parts = [];

    private ScoringSample()
    {
    }

    /// <summary>The rows of the sample, each run within one class.</summary>
    public List<(int First, int Count)> Runs { get; } = [];

    /// <param name="features">The extracted images.</param>
    /// <param name="seed">Other ones are drawn with another seed.</param>
    /// <returns>Null for fewer than 16,384 images.</returns>
    public static ScoringSample? Of(FeatureStore features, int seed)
    {
        if (features.Rows < LeastOfAll)
            return null;

        int[] classes = [.. Enumerable.Range(0, features.ClassStarts.Length - 1).Where(c => features.CountOf(c) > 0)];
        var asked = Math.Min(classes.Length, Math.Max(Classes, (int)((long)Rows * classes.Length / features.Rows)));
        var sample = new ScoringSample();
        var random = new Random(seed ^ int.Parse(features.Digest.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        for (var i = 0; i < asked; i++)
        {
            var (first, end) = ((int)((long)i * classes.Length / asked), (int)((i + 1L) * classes.Length / asked));
            var c = classes[random.Next(first, end)];
            sample.Add(c, features.ClassStarts[c], features.CountOf(c), Math.Min(features.CountOf(c), Rows / asked), random);
        }

        return sample;
    }

    /// <summary>Which share of other classes' images is hit at least, by three standard deviations and whichever classes may be carriers of the same trigger, and which likely.</summary>
    /// <remarks>Each class counts by its size, however many of its images are asked.</remarks>
    /// <param name="own">The class that is compared.</param>
    /// <param name="hits">Images of the sample that are hit, by class.</param>
    /// <param name="leastOfCarrier">With fewer hits in all its images a class is none.</param>
    /// <param name="classesPerCarrier">Of so many classes one may be one.</param>
    public (double Least, double Likely) SharesHit(int own, int[] hits, int leastOfCarrier, int classesPerCarrier)
    {
        Part[] others = [.. _parts.Where(part => part.Class != own)];
        var carriers = others
            .Where(part => part.MostHits(hits[part.Class]) >= leastOfCarrier)
            .OrderByDescending(part => (double)hits[part.Class] / part.Count)
            .Take(others.Length / classesPerCarrier);
        var (share, _) = Estimate(others);
        var (least, deviation) = Estimate([.. others.Except(carriers)]);
        return (Math.Max(0, least - (Deviations * deviation)), share);

        (double Share, double Deviation) Estimate(Part[] parts)
        {
            var all = (double)Math.Max(1, parts.Sum(part => (long)part.All));
            var (sum, variance) = (0.0, 0.0);
            foreach (var part in parts)
            {
                var weight = part.All / all / part.Count;
                sum += weight * hits[part.Class];
                variance += weight * weight * hits[part.Class];
            }

            return (sum, Math.Sqrt(variance));
        }
    }

    private void Add(int classIndex, int start, int all, int count, Random random)
    {
        var parts = count == all ? 1 : Math.Min(RunsOfClass, count);
        var taken = 0;
        for (var part = 0; part < parts; part++)
        {
            var (first, end) = ((int)((long)part * all / parts), (int)((part + 1L) * all / parts));
            var length = Math.Min(end - first, (count / parts) + (part < count % parts ? 1 : 0));
            Runs.Add((start + random.Next(first, end - length + 1), length));
            taken += length;
        }

        _parts.Add(new Part(classIndex, taken, all));
    }

    /// <param name="Class">Which class.</param>
    /// <param name="Count">Its images in the sample.</param>
    /// <param name="All">All its images.</param>
    private readonly record struct Part(int Class, int Count, int All)
    {
        /// <summary>So many of all its images may be hit.</summary>
        public double MostHits(int hits) => Count == All || hits == 0 ? hits : (hits + (Deviations * Math.Sqrt(hits)) + Deviations) * All / Count;
    }
}
