namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>First guesses of a group: the images furthest out in a direction.</summary>
internal static class Seeds
{
    public static int Size(int count, double share) => Math.Min(count, Math.Max(GroupScorer.MinGroup, (int)(share * count)));

    /// <summary>The images with the highest and those with the lowest scores, as ascending indices.</summary>
    public static int[][] BothEnds(float[] scores, int size)
    {
        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort(scores.ToArray(), order);
        int[] high = order[^size..], low = order[..size];
        Array.Sort(high);
        Array.Sort(low);
        return [high, low];
    }
}
