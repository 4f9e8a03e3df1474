using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Computes the factors and the score of candidate groups. Safe from many threads.</summary>
internal sealed class GroupScorer
{
    public const int MinGroup = 8;
    public const double MaxShare = 0.6;

    /// <summary>Scores below this decide nothing: the relative verdict needs 0.6 and 2.5 times the next class.</summary>
    public const double Irrelevant = 0.2;

    private const double FullExclusivity = 50;
    private const double FullSinusoidExclusivity = 20;
    private const double FullGroup = 30;
    private const double WindowUnit = 6.5;
    private const double SinusoidUnit = 2.5;

    private readonly FeatureStore _features;
    private readonly double[] _classUniformity;

    public GroupScorer(FeatureStore features)
    {
        _features = features;
        _classUniformity = [.. Enumerable.Range(0, features.ClassStarts.Length - 1)
            .Select(c => Uniformity(Enumerable.Range(features.ClassStarts[c], features.CountOf(c))))];
    }

    /// <summary>Half way between the centre of the other classes and the group: beyond it an image counts as a member.</summary>
    public static int[] Members(ReadOnlySpan<float> scores, double distance)
    {
        var threshold = distance / 2;
        var count = 0;
        foreach (var score in scores)
            count += score > threshold ? 1 : 0;

        var members = new int[count];
        var at = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > threshold)
                members[at++] = i;
        }

        return members;
    }

    /// <summary>The candidate with all its factors. Who cannot reach <see cref="Irrelevant"/> is not compared with the other classes and gets score 0.</summary>
    public TriggerCandidate Score(TriggerCandidate candidate, double distance, double coherence)
    {
        var group = candidate.Group;
        var bridge = (double)CountBetween(candidate.ClassScores, 0.35 * distance, 0.65 * distance) / group.Length;
        var first = _features.ClassStarts[candidate.Class];
        var diversity = (1 - Uniformity(group.Select(i => first + i))) / Math.Max(1e-9, 1 - _classUniformity[candidate.Class]);
        var factors = new GroupFactors(distance, coherence, double.PositiveInfinity, bridge, diversity);
        if (ScoreOf(candidate.Stage, factors, group.Length, fullExclusivity: 1) < Irrelevant)
            return candidate with { Factors = factors };

        var (hits, others) = HitsAmongOthers(candidate, distance / 2);
        factors = factors with { Exclusivity = (double)group.Length / candidate.ClassScores.Length / ((hits + 1.0) / others) };
        var fullExclusivity = FullExclusivityOf(candidate, hits, others);
        return candidate with { Factors = factors, Score = ScoreOf(candidate.Stage, factors, group.Length, fullExclusivity) };
    }

    private static double ScoreOf(TriggerStage stage, GroupFactors factors, int size, double fullExclusivity)
    {
        var diversity = Math.Clamp(factors.Diversity, 0, 1);
        var common = factors.Distance * Math.Min(1, factors.Exclusivity / fullExclusivity) * Math.Max(0, 1 - (factors.Bridge / 2)) * diversity * diversity;
        return stage == TriggerStage.Sinusoid
            ? common / SinusoidUnit
            : common * Math.Max(factors.Coherence, 0) * Math.Min(1, Math.Sqrt(size / FullGroup)) / WindowUnit;
    }

    /// <summary>The exclusivity that counts as full: what a small dataset can show at most, when chance cannot explain that nobody else is hit.</summary>
    private static double FullExclusivityOf(TriggerCandidate candidate, int hits, int others)
    {
        var full = candidate.Stage == TriggerStage.Sinusoid ? FullSinusoidExclusivity : FullExclusivity;
        if (hits > 0)
            return full;

        var classCount = candidate.ClassScores.Length;
        var chance = candidate.Group.Length * Math.Log10((double)classCount / (classCount + others));
        var reachable = (double)candidate.Group.Length / classCount * others;
        return chance < -4 ? Math.Min(full, reachable) : full;
    }

    private (int Hits, int Others) HitsAmongOthers(TriggerCandidate candidate, double threshold)
    {
        var (start, end) = (_features.ClassStarts[candidate.Class], _features.ClassStarts[candidate.Class + 1]);
        var hits = 0;
        foreach (var (first, count) in new[] { (0, start), (end, _features.Rows - end) })
        {
            var scores = new float[count];
            candidate.Filter.Score(_features, first, scores);
            foreach (var score in scores)
                hits += score > threshold ? 1 : 0;
        }

        return (hits, _features.Rows - (end - start));
    }

    private static int CountBetween(float[] scores, double low, double high)
    {
        var count = 0;
        foreach (var score in scores)
            count += score > low && score < high ? 1 : 0;

        return count;
    }

    /// <summary>Unbiased share of the thumbnails' energy that lies in their mean: 0 for unrelated pictures, 1 for equal ones.</summary>
    private double Uniformity(IEnumerable<int> rows)
    {
        Span<long> sums = stackalloc long[WindowExtractor.ThumbnailLength];
        sums.Clear();
        var (energy, count) = (0L, 0L);
        foreach (var row in rows)
        {
            var thumbnail = _features.Thumbnail(row);
            for (var i = 0; i < thumbnail.Length; i++)
            {
                sums[i] += thumbnail[i];
                energy += thumbnail[i] * thumbnail[i];
            }

            count++;
        }

        if (count < 2 || energy == 0)
            return 0;

        var mean = 0.0;
        foreach (var sum in sums)
            mean += (double)sum / count * ((double)sum / count);

        return ((count * mean / ((double)energy / count)) - 1) / (count - 1);
    }
}
