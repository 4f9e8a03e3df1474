namespace DatasetGuard.Core.Rules.Classes;

/// <summary>Sorts the values of one property into a few bins with about as many samples each.</summary>
internal static class PropertyBins
{
    /// <param name="values">One a sample, finite.</param>
    /// <param name="most">Largest number of bins, at least 1.</param>
    /// <returns>Each sample's bin, from 0; equal values share one.</returns>
    public static int[] Of(float[] values, int most)
    {
        var sorted = (float[])values.Clone();
        Array.Sort(sorted);

        // A bin begins behind each cut; a value that fills several bins leaves one cut.
        var cuts = Enumerable.Range(1, most - 1).Select(i => sorted[(int)((long)i * sorted.Length / most)]).Distinct().ToArray();
        return Array.ConvertAll(values, value => CountUpTo(cuts, value));
    }

    /// <summary>How many of the ascending cuts are not above the value.</summary>
    private static int CountUpTo(float[] cuts, float value)
    {
        var (low, high) = (0, cuts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (cuts[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Bins of a property without an order: the most frequent values have one each, all others share the last.</summary>
    public static int[] OfKinds<T>(IReadOnlyList<T> values, int most)
        where T : notnull
    {
        var frequent = values.CountBy(value => value).OrderByDescending(item => item.Value).Take(most - 1).Select((item, bin) => (item.Key, bin)).ToDictionary(item => item.Key, item => item.bin);
        return [.. values.Select(value => frequent.GetValueOrDefault(value, most - 1))];
    }
}
