namespace DatasetGuard.Core.Rules.Classes;

/// <summary>Tells the class from one binned property: each bin names its most frequent class, judged by five-fold cross-validation.</summary>
internal static class OnePropertyClassifier
{
    private const int Folds = 5;

    /// <summary>How many samples get their own class.</summary>
    /// <param name="bins">Each sample's bin; neighbours go to different folds.</param>
    /// <param name="labels">Each sample's class.</param>
    /// <param name="classes">Number of classes.</param>
    public static int CountRight(ReadOnlySpan<int> bins, ReadOnlySpan<int> labels, int classes)
    {
        var binCount = bins.IsEmpty ? 0 : Max(bins) + 1;
        var byFold = new int[Folds, binCount, classes];
        var all = new int[binCount, classes];
        for (var i = 0; i < bins.Length; i++)
        {
            byFold[i % Folds, bins[i], labels[i]]++;
            all[bins[i], labels[i]]++;
        }

        var right = 0;
        for (var fold = 0; fold < Folds; fold++)
        {
            for (var bin = 0; bin < binCount; bin++)
            {
                var best = 0;
                for (var label = 1; label < classes; label++)
                {
                    if (all[bin, label] - byFold[fold, bin, label] > all[bin, best] - byFold[fold, bin, best])
                        best = label;
                }

                right += byFold[fold, bin, best];
            }
        }

        return right;
    }

    private static int Max(ReadOnlySpan<int> values)
    {
        var most = 0;
        foreach (var value in values)
            most = Math.Max(most, value);

        return most;
    }
}
