using System.Globalization;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Some images of some classes, which tell what is common before all images are asked.</summary>
/// <remarks>
/// Drawn evenly, and at random by the content of the dataset: who knew which images are asked could put the trigger into a few of them, with the right labels, and
/// so pass for common.
/// </remarks>
internal sealed class ScoringSample
{
    private const int Rows = 4096;
    private const int Classes = 64;
    private const int RunsOfClass = 8;

    /// <summary>Asking more than this share of the images first costs more than it saves.</summary>
    private const double MaxShare = 0.25;

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
    /// <returns>Null where that would be a good part of all images.</returns>
    public static ScoringSample? Of(FeatureStore features, int seed)
    {
        int[] classes = [.. Enumerable.Range(0, features.ClassStarts.Length - 1).Where(c => features.CountOf(c) > 0)];
        var asked = Math.Min(classes.Length, Math.Max(Classes, (int)((long)Rows * classes.Length / Math.Max(1, features.Rows))));
        var sample = new ScoringSample();
        var random = new Random(seed ^ int.Parse(features.Digest.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        for (var i = 0; i < asked; i++)
        {
            var (first, end) = ((int)((long)i * classes.Length / asked), (int)((i + 1L) * classes.Length / asked));
            var c = classes[random.Next(first, end)];
            sample.Add(c, features.ClassStarts[c], features.CountOf(c), Math.Min(features.CountOf(c), Rows / asked), random);
        }

        return sample._parts.Sum(part => part.Count) <= MaxShare * features.Rows ? sample : null;
    }

    /// <summary>Which share of other classes' images is surely hit, whichever classes may be carriers of the same trigger, and which likely.</summary>
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
        var (found, count) = Total(others);
        var (foundOfCarriers, countOfCarriers) = Total(carriers);
        var least = found - foundOfCarriers;
        return (Math.Max(0, least - (Deviations * Math.Sqrt(least))) / Math.Max(1, count - countOfCarriers), (double)found / Math.Max(1, count));

        (int Hits, int Count) Total(IEnumerable<Part> parts) => parts.Aggregate((0, 0), (sum, part) => (sum.Item1 + hits[part.Class], sum.Item2 + part.Count));
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
        public double MostHits(int hits) => Count == All ? hits : (hits + (Deviations * Math.Sqrt(hits)) + Deviations) * All / Count;
    }
}
