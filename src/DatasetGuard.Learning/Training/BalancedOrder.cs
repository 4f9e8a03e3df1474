namespace DatasetGuard.Learning.Training;

/// <summary>The order of an epoch in which every stretch holds the classes evenly, as pairs of a batch want it.</summary>
/// <remarks>
/// An epoch has as many images as the dataset. Each class has the same share of it, except that no image is seen more than
/// <see cref="MostRepeats"/> times: what is seen more often is learned by heart. Over the epochs all images of a class are seen equally often, give or take one.
/// </remarks>
internal static class BalancedOrder
{
    public const int MostRepeats = 3;

    /// <param name="rowsByClass">The images of each class; a class may be empty.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="epoch">From 0 on.</param>
    public static int[] Of(IReadOnlyList<int[]> rowsByClass, int seed, int epoch)
    {
        var shares = Shares([.. rowsByClass.Select(rows => rows.Length)]);
        var random = Streams.For(seed, Streams.Purpose.Order, epoch);
        var drawn = new List<(double Place, int Row)>();
        for (var label = 0; label < shares.Length; label++)
        {
            var rows = Draw(rowsByClass[label], shares[label], seed, label, epoch);
            for (var i = 0; i < rows.Length; i++)
                drawn.Add(((i + random.NextDouble()) / rows.Length, rows[i]));
        }

        return [.. drawn.OrderBy(item => item.Place).Select(item => item.Row)];
    }

    /// <summary>How many images each class has in an epoch.</summary>
    internal static int[] Shares(int[] counts)
    {
        var shares = new int[counts.Length];
        var left = counts.Sum();
        var open = Enumerable.Range(0, counts.Length).Where(label => counts[label] > 0).OrderBy(label => counts[label]).ToList();
        for (var i = 0; i < open.Count; i++)
        {
            // The small ones first: what they cannot take is shared among the others.
            shares[open[i]] = Math.Min(MostRepeats * counts[open[i]], left / (open.Count - i));
            left -= shares[open[i]];
        }

        return shares;
    }

    /// <summary>The next images of a class, which goes round and round in an order that is new in each pass.</summary>
    private static int[] Draw(int[] rows, int count, int seed, int label, int epoch)
    {
        var result = new int[count];
        var first = (long)epoch * count;
        int[]? pass = null;
        for (var i = 0; i < count; i++)
        {
            var (round, at) = Math.DivRem(first + i, rows.Length);
            if (pass is null || at == 0)
            {
                pass = [.. rows];
                Streams.For(seed, Streams.Purpose.Passes, label, (int)round).Shuffle(pass);
            }

            result[i] = pass[at];
        }

        return result;
    }
}
