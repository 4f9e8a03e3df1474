namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>First guesses of a group: the images furthest out in a direction.</summary>
internal static class Seeds
{
    public static int Size(int count, double share) => Math.Min(count, Math.Max(GroupScorer.MinGroup, (int)(share * count)));

    /// <summary>The images with the highest and those with the lowest scores, as ascending indices; of equal ones the first.</summary>
    public static int[][] BothEnds(float[] scores, int size) => [Highest(scores, size, 1), Highest(scores, size, -1)];

    private static int[] Highest(float[] scores, int size, int sign)
    {
        var best = new PriorityQueue<int, (float Score, int Order)>(size);
        var least = float.NegativeInfinity;
        for (var i = 0; i < scores.Length; i++)
        {
            var score = sign * scores[i];
            if (best.Count < size)
                best.Enqueue(i, (score, -i));
            else if (score > least)
                best.EnqueueDequeue(i, (score, -i));
            else
                continue;

            best.TryPeek(out _, out var last);
            least = last.Score;
        }

        var indices = best.UnorderedItems.Select(item => item.Element).ToArray();
        Array.Sort(indices);
        return indices;
    }
}
