using System.Buffers;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Computes the factors and the score of candidate groups. Safe from many threads.</summary>
internal sealed class GroupScorer
{
    public const int MinGroup = 8;

    /// <summary>With fewer images of other classes there is nothing to compare a class with.</summary>
    public const int MinOthers = 30;

    public const double MaxShare = 0.6;

    /// <summary>A smaller class cannot hold a group of <see cref="MinGroup"/> that is at most <see cref="MaxShare"/> of it.</summary>
    public const int MinClass = 14;

    /// <summary>A group of many classes that scores less is no suspicion. It is natural then, and who could not score more counts as 0 there.</summary>
    public const double Irrelevant = 0.2;

    private const int Measured = 256;

    /// <summary>So many images and candidates at once bound the memory of the comparison, whatever the number of classes.</summary>
    private const int RowsTogether = 4096;
    private const int MaxTogether = 64;

    /// <summary>
    /// Who could at most be a warning, however exclusive, may be judged by a sample: with a score of less than <see cref="Common"/> by it, it is none,
    /// and other classes' groups are held against that score.
    /// </summary>
    private const double MostOfSampled = ClassVerdict.LargeMinimum;
    private const double Common = Irrelevant / 2;

    private const double FullExclusivity = 50;
    private const double FullSinusoidExclusivity = 20;
    private const double FullGroup = 30;

    /// <summary>A class with at least this part of the group's share of members carries the trigger itself.</summary>
    private const double CarrierShare = 0.25;

    /// <summary>Of so many other classes one may be a carrier: what more of them share is a trait of the dataset.</summary>
    private const int ClassesPerCarrier = 4;

    private const double MaxLogChance = -3.5;
    private const double WindowUnit = 6.5;
    private const double SinusoidUnit = 2.5;
    private const double TraceUnit = 1.5;

    private readonly FeatureStore _features;
    private readonly GroupDiversity _diversity;
    private readonly int[] _classes;
    private readonly ScoringSample? _sample;

    /// <param name="features">The extracted images.</param>
    /// <param name="seed">Of what is drawn at random.</param>
    public GroupScorer(FeatureStore features, int seed = 0)
    {
        _features = features;
        _diversity = new GroupDiversity(features, seed);
        _classes = [.. Enumerable.Range(0, features.ClassStarts.Length - 1).Where(c => features.CountOf(c) > 0)];
        _sample = ScoringSample.Of(features, seed);
    }

    /// <summary>Half way between the centre of the other classes and the group: beyond it an image counts as a member.</summary>
    public static int[] Members(ReadOnlySpan<float> scores, double distance)
    {
        var threshold = (float)(distance / 2);
        var members = ArrayPool<int>.Shared.Rent(scores.Length);
        var count = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            members[count] = i;
            count += scores[i] > threshold ? 1 : 0;
        }

        var result = members.AsSpan(0, count).ToArray();
        ArrayPool<int>.Shared.Return(members);
        return result;
    }

    /// <summary>So many members of a large group, evenly spread, stand for all of them where only a mean over them is needed.</summary>
    public static int[] Some(int[] group) => group.Length <= Measured
        ? group
        : [.. Enumerable.Range(0, Measured).Select(i => group[(int)((long)i * group.Length / Measured)])];

    /// <summary>So many classes are searched before their candidates are compared with the others: every comparison reads all images.</summary>
    public static int ClassesTogether(int classes, int jobs) => Math.Clamp(classes / (8 * jobs), 1, 16);

    /// <summary>The candidates with all their factors and scores.</summary>
    /// <remarks>
    /// Who cannot reach <see cref="Irrelevant"/> is not compared with the other classes and keeps score 0; the others are compared
    /// together, so that the images are read once. Of many images some are asked first about weak groups, and who is common by them keeps that score.
    /// Only who is not <see cref="Irrelevant"/> keeps its filter.
    /// </remarks>
    /// <param name="candidates">With distance and coherence, and with filters over the same windows.</param>
    public List<TriggerCandidate> Score(IEnumerable<TriggerCandidate> candidates)
    {
        var all = candidates.Select(candidate => candidate.IsSeed ? candidate : WithinClass(candidate)).ToList();
        int[] relevant = [.. Enumerable.Range(0, all.Count).Where(i => !all[i].IsSeed && IsRelevant(all[i]))];
        if (_sample is not null)
        {
            int[] weak = [.. relevant.Where(i => BestScore(all[i]) < MostOfSampled)];
            ForEachBatch(all, weak, _sample.Runs, (candidate, hits) => Screened(candidate, _sample.SharesHit(candidate.Class, hits, MinGroup, ClassesPerCarrier)));
            relevant = [.. relevant.Except(weak), .. weak.Where(i => double.IsInfinity(all[i].Score))];
        }

        ForEachBatch(all, relevant, AllRuns(), BetweenClasses);
        return all.ConvertAll(candidate => candidate.Score >= Irrelevant ? candidate : candidate with { Filter = LinearFilter.None });
    }

    /// <summary>False when the candidate cannot reach <see cref="Irrelevant"/>, however exclusive it is: it needs no filter then.</summary>
    /// <param name="candidate">With distance and coherence, and the scores of its class.</param>
    public bool CanMatter(TriggerCandidate candidate) => IsRelevant(WithinClass(candidate));

    private static bool IsRelevant(TriggerCandidate candidate) => BestScore(candidate) >= Irrelevant;

    /// <summary>What it scores if no other image is hit.</summary>
    private static double BestScore(TriggerCandidate candidate) =>
        ScoreOf(candidate.Stage, candidate.Factors with { Exclusivity = double.PositiveInfinity }, candidate.Group.Length, fullExclusivity: 1);

    /// <summary>The factors that need no other class; the exclusivity is the best that there could be.</summary>
    private TriggerCandidate WithinClass(TriggerCandidate candidate)
    {
        var distance = candidate.Factors.Distance;
        var weighed = candidate with
        {
            Factors = candidate.Factors with
            {
                Exclusivity = double.PositiveInfinity,
                Bridge = (double)CountBetween(candidate.ClassScores, 0.35 * distance, 0.65 * distance) / candidate.Group.Length,
                Diversity = _diversity.Overall(candidate.Class, candidate.Group),
            },
        };
        return IsRelevant(weighed) ? AtMost(weighed, _diversity.Local(candidate.Class, candidate.Group)) : weighed;
    }

    private static TriggerCandidate AtMost(TriggerCandidate candidate, double diversity) =>
        candidate with { Factors = candidate.Factors with { Diversity = Math.Min(candidate.Factors.Diversity, diversity) } };

    /// <summary>Puts candidates in place that were compared with some rows.</summary>
    private void ForEachBatch(List<TriggerCandidate> all, int[] some, IReadOnlyList<(int First, int Count)> runs, Func<TriggerCandidate, int[], TriggerCandidate> compared)
    {
        foreach (var batch in some.Chunk(MaxTogether))
        {
            var hits = CountHits(Array.ConvertAll(batch, i => all[i]), runs);
            for (var k = 0; k < batch.Length; k++)
                all[batch[k]] = compared(all[batch[k]], hits[k]);
        }
    }

    /// <summary>With its likely score if that is a small one even by the fewest hits, else with an infinite score.</summary>
    private static TriggerCandidate Screened(TriggerCandidate candidate, (double Least, double Likely) hit)
    {
        TriggerCandidate With(double share)
        {
            var factors = candidate.Factors with { Exclusivity = (double)candidate.Group.Length / candidate.ClassScores.Length / share };
            return candidate with { Factors = factors, Score = ScoreOf(candidate.Stage, factors, candidate.Group.Length, FullExclusivityOf(candidate.Stage)) };
        }

        return hit.Least > 0 && With(hit.Least).Score < Common ? With(hit.Likely) : candidate with { Score = double.PositiveInfinity };
    }

    private TriggerCandidate BetweenClasses(TriggerCandidate candidate, int[] hitsOfClasses)
    {
        var group = candidate.Group;
        var (hits, others, carriers) = Bystanders(candidate, hitsOfClasses);
        var fullExclusivity = FullExclusivityOf(candidate, hits, others);
        var compared = Scored(candidate with { Carriers = carriers, Factors = candidate.Factors with { Exclusivity = (double)group.Length / candidate.ClassScores.Length / ((hits + 1.0) / others) } });
        return compared.Score < Irrelevant || candidate.Stage == TriggerStage.Traces ? compared : Scored(AtMost(compared, _diversity.Outside(candidate.Class, group, SharedCells(candidate))));

        TriggerCandidate Scored(TriggerCandidate some) => some with { Score = ScoreOf(some.Stage, some.Factors, group.Length, fullExclusivity) };
    }

    /// <summary>Where the group shows what it shares, if that is at one place.</summary>
    private ulong SharedCells(TriggerCandidate candidate) =>
        candidate.Stage == TriggerStage.Window ? _features.Layout.ThumbnailCells(_features.Layout.Windows[candidate.Place]) : 0;

    private static double ScoreOf(TriggerStage stage, GroupFactors factors, int size, double fullExclusivity)
    {
        var diversity = Math.Clamp(factors.Diversity, 0, 1);
        var exclusivity = Math.Min(1, factors.Exclusivity / fullExclusivity);
        var fullness = Math.Min(1, Math.Sqrt(size / FullGroup));
        var common = factors.Distance * exclusivity * Math.Max(0, 1 - (factors.Bridge / 2)) * diversity * diversity * fullness;
        return stage switch
        {
            TriggerStage.Sinusoid => common / SinusoidUnit,

            // Some images of every dataset are gray, or were enlarged: what a few of other classes are as well, or only a few of this one, says little.
            TriggerStage.Traces => common * exclusivity * fullness * Math.Max(factors.Coherence, 0) / TraceUnit,
            _ => common * Math.Max(factors.Coherence, 0) / WindowUnit,
        };
    }

    private static double FullExclusivityOf(TriggerStage stage) => stage == TriggerStage.Sinusoid ? FullSinusoidExclusivity : FullExclusivity;

    /// <summary>The exclusivity that counts as full: what a small dataset can show at most, when chance cannot explain that nobody else is hit.</summary>
    private static double FullExclusivityOf(TriggerCandidate candidate, int hits, int others)
    {
        var full = FullExclusivityOf(candidate.Stage);
        if (hits > 0)
            return full;

        var classCount = candidate.ClassScores.Length;
        var chance = candidate.Group.Length * Math.Log10((double)classCount / (classCount + others));
        var reachable = (double)candidate.Group.Length / classCount * others;
        return chance < MaxLogChance ? Math.Min(full, reachable) : full;
    }

    /// <summary>
    /// Images of other classes that the filter takes for members, among how many. Classes that have a group of it themselves are no bystanders:
    /// an attacker may put one trigger into several classes.
    /// </summary>
    private (int Hits, int Others, int[] Carriers) Bystanders(TriggerCandidate candidate, int[] hitsOfClasses)
    {
        var classes = _classes
            .Where(c => c != candidate.Class)
            .Select(c => (Class: c, Hits: hitsOfClasses[c], Count: _features.CountOf(c)))
            .ToList();
        var share = CarrierShare * candidate.Group.Length / candidate.ClassScores.Length;
        var carriers = classes
            .Where(item => item.Hits >= MinGroup && item.Hits >= share * item.Count)
            .OrderByDescending(item => (double)item.Hits / item.Count)
            .Take(classes.Count / ClassesPerCarrier)
            .ToList();
        var bystanders = classes.Except(carriers).ToList();
        return bystanders.Sum(item => item.Count) < MinOthers
            ? (classes.Sum(item => item.Hits), classes.Sum(item => item.Count), [])
            : (bystanders.Sum(item => item.Hits), bystanders.Sum(item => item.Count), [.. carriers.Select(item => item.Class).Order()]);
    }

    /// <summary>For each candidate, how many images of each class its filter takes for members.</summary>
    private int[][] CountHits(TriggerCandidate[] candidates, IReadOnlyList<(int First, int Count)> runs)
    {
        var filters = new LinearFilters(Array.ConvertAll(candidates, candidate => candidate.Filter));
        var hits = Array.ConvertAll(candidates, _ => new int[_features.ClassStarts.Length - 1]);
        foreach (var (first, count) in runs)
        {
            var c = Array.BinarySearch(_features.ClassStarts, first);
            c = c < 0 ? ~c - 1 : c;
            var scores = filters.Score(_features, first, count);
            for (var row = 0; row < count;)
            {
                while (_features.ClassStarts[c + 1] <= first + row)
                    c++;

                var end = Math.Min(count, _features.ClassStarts[c + 1] - first);
                for (var k = 0; k < candidates.Length; k++)
                    hits[k][c] += CountAbove(scores[k].AsSpan(row..end), (float)(candidates[k].Factors.Distance / 2));

                row = end;
            }
        }

        return hits;
    }

    private (int First, int Count)[] AllRuns() => [.. Enumerable.Range(0, (_features.Rows + RowsTogether - 1) / RowsTogether)
        .Select(i => (i * RowsTogether, Math.Min(RowsTogether, _features.Rows - (i * RowsTogether))))];

    private static int CountAbove(ReadOnlySpan<float> scores, float threshold)
    {
        var count = 0;
        foreach (var score in scores)
            count += score > threshold ? 1 : 0;

        return count;
    }

    private static int CountBetween(float[] scores, double low, double high)
    {
        var count = 0;
        foreach (var score in scores)
            count += score > low && score < high ? 1 : 0;

        return count;
    }
}
