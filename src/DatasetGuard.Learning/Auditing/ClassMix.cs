using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Thins both sides to the same mix of classes, so that an attack cannot tell members by their class.</summary>
internal static class ClassMix
{
    /// <summary>A smaller difference of the mixes can move an AUC by no more than this.</summary>
    public const double Tolerance = 0.01;

    /// <summary>Half the sum of the differences of the classes' shares: 0 for the same mix, 1 for no class in common.</summary>
    public static double Distance(int[] members, int[] others) => SideDifferences.Variation(members, others, label => label);

    /// <param name="members">Class of each.</param>
    /// <param name="others">Class of each.</param>
    /// <param name="seed">Decides which stay.</param>
    /// <returns>Rows of each side, in their order. A class that one side lacks stays on neither; nothing does where they share none.</returns>
    public static (int[] Members, int[] Others) Match(int[] members, int[] others, int seed)
    {
        var (inside, outside) = (members.CountBy(label => label).ToDictionary(), others.CountBy(label => label).ToDictionary());
        var common = inside.Keys.Intersect(outside.Keys).Order().ToList();
        if (common.Count == 0)
            return ([], []);

        Func<int, double>[] mixes =
        [
            label => inside[label],
            label => outside[label],
            label => Math.Min(inside[label] / (double)members.Length, outside[label] / (double)others.Length),
        ];

        // The variance of an AUC goes about as 1/m + 1/n.
        var shares = mixes.Select(mix => Shares(common, mix)).MinBy(shares => (1 / Total(inside, shares)) + (1 / Total(outside, shares)))!;
        return (Thin(members, inside, shares, seed, side: 0), Thin(others, outside, shares, seed, side: 1));
    }

    private static Dictionary<int, double> Shares(List<int> common, Func<int, double> mix)
    {
        var whole = common.Sum(mix);
        return common.ToDictionary(label => label, label => mix(label) / whole);
    }

    /// <summary>How many samples of a side there are at most in a mix.</summary>
    private static double Total(Dictionary<int, int> counts, Dictionary<int, double> shares) => shares.Min(pair => counts[pair.Key] / pair.Value);

    private static int[] Thin(int[] labels, Dictionary<int, int> counts, Dictionary<int, double> shares, int seed, int side)
    {
        var total = Total(counts, shares);
        var kept = new List<int>();
        foreach (var (label, share) in shares.OrderBy(pair => pair.Key))
        {
            int[] rows = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] == label)];
            Streams.For(seed, Streams.Purpose.Mix, side, label).Shuffle(rows);
            kept.AddRange(rows.Take(Math.Max(1, (int)Math.Round(total * share))));
        }

        return [.. kept.Order()];
    }
}
