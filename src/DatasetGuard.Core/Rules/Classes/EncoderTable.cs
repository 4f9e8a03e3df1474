using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Rules.Classes;

/// <summary>Encoder settings against classes: who saved which class.</summary>
internal sealed class EncoderTable
{
    private readonly int[] _classTotals;

    private EncoderTable(List<EncoderGroup> groups, int classes)
    {
        Groups = groups;
        _classTotals = new int[classes];
        foreach (var group in groups)
        {
            foreach (var (label, samples) in group.ByClass)
                _classTotals[label] += samples.Count;
        }

        Total = _classTotals.Sum();
        Classes = _classTotals.Count(count => count > 0);
    }

    /// <summary>Settings that at least <see cref="EncoderGroup.MinImages"/> images share, the most frequent first; then all rarer ones as one group.</summary>
    public IReadOnlyList<EncoderGroup> Groups { get; }

    /// <summary>Images in the table.</summary>
    public int Total { get; }

    /// <summary>Classes in the table.</summary>
    public int Classes { get; }

    public int CountOf(int label) => _classTotals[label];

    public static EncoderTable Of(Dataset dataset)
    {
        var bySettings = dataset.Samples
            .Where(sample => sample is { ClassIndex: >= 0, Encoding: not null })
            .GroupBy(sample => sample.Encoding!.Fingerprint)
            .Select(group => (Settings: group.Key, Samples: group.ToList()))
            .ToLookup(group => group.Samples.Count >= EncoderGroup.MinImages);
        var groups = bySettings[true]
            .OrderByDescending(group => group.Samples.Count)
            .Select(group => new EncoderGroup(group.Settings, group.Samples))
            .ToList();

        // Who gives each of his images settings of its own would otherwise hide among the rare ones.
        var rare = bySettings[false].SelectMany(group => group.Samples).ToList();
        if (rare.Count >= EncoderGroup.MinImages)
            groups.Add(new EncoderGroup(null, rare));

        return new EncoderTable(groups, dataset.Classes.Count);
    }

    /// <summary>Cramér's V with the correction for its bias (Bergsma 2013): 0 (no connection) to 1 (the encoder tells the class).</summary>
    public double CramersV()
    {
        if (Groups.Count < 2 || Classes < 2)
            return 0;

        var sum = Groups.Sum(group => group.ByClass.Sum(cell => (double)cell.Value.Count * cell.Value.Count / ((double)group.Count * _classTotals[cell.Key])));
        var (phi, n, rows, columns) = (sum - 1, Total - 1.0, Groups.Count, Classes);
        var corrected = Math.Max(0, phi - ((rows - 1) * (columns - 1) / n));
        var least = Math.Min(rows - ((rows - 1) * (rows - 1) / n), columns - ((columns - 1) * (columns - 1) / n)) - 1;
        return least <= 0 ? 0 : Math.Sqrt(corrected / least);
    }
}

/// <summary>Images that were saved alike.</summary>
/// <param name="settings">Null for the rare ones together.</param>
/// <param name="samples">Of all classes.</param>
internal sealed class EncoderGroup(EncoderFingerprint? settings, List<Sample> samples)
{
    /// <summary>Fewer images that were saved alike are no group: they come from one camera, one page, one hand.</summary>
    public const int MinImages = 8;

    public int Count => samples.Count;

    public string Description => settings?.ToString() ?? $"settings that fewer than {MinImages} images share";

    public IReadOnlyDictionary<int, List<Sample>> ByClass { get; } = samples.GroupBy(sample => sample.ClassIndex).ToDictionary(group => group.Key, group => group.ToList());
}
