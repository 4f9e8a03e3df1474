using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Auditing;

/// <summary>A dataset of which a part is members, or not.</summary>
/// <param name="Data">What was read.</param>
/// <param name="Samples">The part, usable or not.</param>
public sealed record AuditSource(LoadedDataset Data, IReadOnlyList<Sample> Samples)
{
    private const string TrainingSplit = "train";

    /// <summary>What was trained on: the split 'train', where there are several.</summary>
    public static AuditSource Members(LoadedDataset data) => new(data, [.. data.Dataset.Samples.Where(sample => !HasSplits(data) || IsTraining(sample, data) || sample.SplitIndex < 0)]);

    /// <summary>What was not: all but the split 'train', where there are several.</summary>
    public static AuditSource Others(LoadedDataset data) => new(data, [.. data.Dataset.Samples.Where(sample => !HasSplits(data) || (sample.SplitIndex >= 0 && !IsTraining(sample, data)))]);

    /// <summary>The dataset has a split 'train' and others.</summary>
    public static bool HasSplits(LoadedDataset data) => data.Dataset.Splits.Count > 1 && data.Dataset.Splits.Contains(TrainingSplit);

    private static bool IsTraining(Sample sample, LoadedDataset data) => sample.SplitIndex >= 0 && data.Dataset.Splits[sample.SplitIndex] == TrainingSplit;

    internal static bool IsUsable(Sample sample) => sample is { ClassIndex: >= 0, Facts: not null };
}
