using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Rules.Classes;

/// <summary>How many images each class has in each split.</summary>
internal sealed class ClassTable
{
    private static readonly string[] TrainingNames = ["train", "training"];

    private readonly int[,] _counts;

    public ClassTable(Dataset dataset)
    {
        _counts = new int[dataset.Classes.Count, Math.Max(1, dataset.Splits.Count)];
        Totals = new int[dataset.Classes.Count];
        Decoded = new int[dataset.Classes.Count];
        foreach (var sample in dataset.Samples.Where(sample => sample.ClassIndex >= 0))
        {
            Totals[sample.ClassIndex]++;
            Decoded[sample.ClassIndex] += sample.Facts is null ? 0 : 1;
            if (sample.SplitIndex >= 0)
                _counts[sample.ClassIndex, sample.SplitIndex]++;
        }

        Training = Enumerable.Range(0, dataset.Splits.Count).Where(split => TrainingNames.Contains(dataset.Splits[split], StringComparer.OrdinalIgnoreCase)).ToArray();
    }

    /// <summary>Samples by class, in any split or none.</summary>
    public int[] Totals { get; }

    /// <summary>Those that were decoded.</summary>
    public int[] Decoded { get; }

    /// <summary>Splits that are trained on, by their names.</summary>
    public IReadOnlyList<int> Training { get; }

    public int Of(int label, int split) => _counts[label, split];

    /// <summary>Samples that are trained on, by class: all of them where no split is for training.</summary>
    public int InTraining(int label) => Training.Count == 0 ? Totals[label] : Training.Sum(split => _counts[label, split]);
}
