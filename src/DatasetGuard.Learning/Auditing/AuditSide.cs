using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Images of which it is known whether the model was trained on them.</summary>
/// <param name="Dataset">They are some of its samples.</param>
/// <param name="Views">Their pixels.</param>
/// <param name="Samples">Those that are asked about, with a class and decoded.</param>
/// <param name="Labels">The output of the model that stands for the class of each.</param>
public sealed record AuditSide(Dataset Dataset, ViewStore Views, IReadOnlyList<Sample> Samples, int[] Labels)
{
    public int Count => Samples.Count;

    internal AuditSide Where(Func<Sample, bool> isWanted)
    {
        int[] rows = [.. Enumerable.Range(0, Count).Where(row => isWanted(Samples[row]))];
        return this with { Samples = [.. rows.Select(row => Samples[row])], Labels = [.. rows.Select(row => Labels[row])] };
    }
}
