using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Rules.Classes;

/// <summary>How many images each class has in each split. Both are names from the dataset, so no table of all pairs is made.</summary>
internal sealed class ClassTable
{
    private static readonly string[] TrainingNames = ["train", "training"];

    private readonly Dictionary<(int Label, int Split), int> _counts = [];

    public ClassTable(Dataset dataset)
    {
        Totals = new int[dataset.Classes.Count];
        Decoded = new int[dataset.Classes.Count];
        InSplits = new int[dataset.Classes.Count];
        Training = Enumerable.Range(0, dataset.Splits.Count).Where(split => TrainingNames.Contains(dataset.Splits[split], StringComparer.OrdinalIgnoreCase)).ToHashSet();
        var trained = new int[dataset.Classes.Count];
        foreach (var sample in dataset.Samples.Where(sample => sample.ClassIndex >= 0))
        {
            Totals[sample.ClassIndex]++;
            Decoded[sample.ClassIndex] += sample.IsRead ? 1 : 0;
            InSplits[sample.ClassIndex] += sample.SplitIndex < 0 ? 0 : 1;
            trained[sample.ClassIndex] += Training.Contains(sample.SplitIndex) ? 1 : 0;
            _counts[(sample.ClassIndex, sample.SplitIndex)] = Of(sample.ClassIndex, sample.SplitIndex) + 1;
        }

        InTraining = Training.Count == 0 ? Totals : trained;
    }

    /// <summary>Samples by class, in any split or none.</summary>
    public int[] Totals { get; }

    /// <summary>Those that were decoded, or whose features were read.</summary>
    public int[] Decoded { get; }

    /// <summary>Those that are in a split.</summary>
    public int[] InSplits { get; }

    /// <summary>Those that are trained on: all of them where no split is for training.</summary>
    public int[] InTraining { get; }

    /// <summary>Splits that are trained on, by their names.</summary>
    public IReadOnlySet<int> Training { get; }

    public int Of(int label, int split) => _counts.GetValueOrDefault((label, split));
}
