namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>Which rows a network is trained on: all, or of a large dataset at most so many, from every class as evenly as the classes allow.</summary>
internal static class TrainingPart
{
    /// <summary>More images make the network hardly better, and the scan longer.</summary>
    public const int MaxRows = 20_000;

    /// <param name="rows">To choose from; ascending.</param>
    /// <param name="labels">Class of every row of the dataset.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="seed">Decides which rows of a class are left out.</param>
    /// <returns>Ascending.</returns>
    public static int[] Choose(int[] rows, int[] labels, int classes, int most, int seed)
    {
        if (rows.Length <= most)
            return rows;

        var counts = new int[classes];
        foreach (var row in rows)
            counts[labels[row]]++;

        // Of more classes than rows to take, one row of some.
        var perClass = Math.Max(1, LevelOf(counts, most));
        var order = rows.ToArray();
        new Random(seed).Shuffle(order);
        var taken = new int[classes];
        int[] chosen = [.. order.Where(row => taken[labels[row]]++ < perClass).Take(most)];
        Array.Sort(chosen);
        return chosen;
    }

    /// <summary>The greatest number per class with which no more than <paramref name="most"/> are taken.</summary>
    private static int LevelOf(int[] counts, int most)
    {
        var (low, high) = (0, most);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (counts.Sum(count => (long)Math.Min(count, middle)) <= most)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
