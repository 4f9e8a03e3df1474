namespace DatasetGuard.Learning.Membership;

/// <summary>The distinct scores of members and non-members, from the highest on, and how many of each have them.</summary>
internal sealed class ScoreLevels
{
    private ScoreLevels(double[] scores, int[] memberLevels, int[] nonMemberLevels)
    {
        Scores = scores;
        MemberLevels = memberLevels;
        NonMemberLevels = nonMemberLevels;
    }

    public double[] Scores { get; }

    /// <summary>Index into <see cref="Scores"/> of each member.</summary>
    public int[] MemberLevels { get; }

    /// <summary>Index into <see cref="Scores"/> of each non-member.</summary>
    public int[] NonMemberLevels { get; }

    /// <exception cref="ArgumentException">One side is empty, or a score is not a number.</exception>
    public static ScoreLevels Of(ReadOnlySpan<double> members, ReadOnlySpan<double> nonMembers)
    {
        Check(members, "member");
        Check(nonMembers, "non-member");
        double[] scores = [.. members, .. nonMembers];
        Array.Sort(scores);
        Array.Reverse(scores);
        scores = [.. scores.Distinct()];
        return new ScoreLevels(scores, LevelsOf(members, scores), LevelsOf(nonMembers, scores));
    }

    /// <summary>How many of some samples lie on each level.</summary>
    public int[] Histogram(ReadOnlySpan<int> levels)
    {
        var counts = new int[Scores.Length];
        foreach (var level in levels)
            counts[level]++;

        return counts;
    }

    /// <summary>
    /// The chance that a member scores higher than a non-member, ties counting half: Mann and Whitney (1947); Hanley and McNeil, "The Meaning and Use of the Area
    /// under a Receiver Operating Characteristic (ROC) Curve" (Radiology 1982).
    /// </summary>
    public static double Auc(ReadOnlySpan<int> members, ReadOnlySpan<int> nonMembers)
    {
        // Halves of pairs, counted in whole numbers: 10^9 samples a side would fit.
        long won = 0, above = 0, pairs = 0;
        for (var i = 0; i < members.Length; i++)
        {
            won += nonMembers[i] * ((2 * above) + members[i]);
            above += members[i];
            pairs += nonMembers[i];
        }

        return won / (2.0 * above * pairs);
    }

    private static int[] LevelsOf(ReadOnlySpan<double> values, double[] scores)
    {
        var levels = new int[values.Length];
        var downward = Comparer<double>.Create((a, b) => b.CompareTo(a));
        for (var i = 0; i < levels.Length; i++)
            levels[i] = Array.BinarySearch(scores, values[i], downward);

        return levels;
    }

    private static void Check(ReadOnlySpan<double> scores, string kind)
    {
        if (scores.IsEmpty)
            throw new ArgumentException($"There are no {kind}s to measure.", nameof(scores));

        for (var i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
                throw new ArgumentException($"The score of {kind} {i} is not a number: the model's answer to it is not finite.", nameof(scores));
        }
    }
}
