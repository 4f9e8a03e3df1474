using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Cleaning;

/// <summary>The samples that a clean copy has, and how many it lacks.</summary>
internal sealed class CleanSelection
{
    public CleanSelection(ScanResult result)
    {
        var quarantine = new Quarantine(result);
        var samples = result.Dataset.Samples;
        Samples = [.. samples.Where(sample => sample.ContentHash.Length > 0 && !quarantine.Contains(sample.Id))];
        Quarantined = quarantine.Count;
        Uncopied = samples.Count - Samples.Count - quarantine.Count;
        LostClasses = [.. Classes(samples).Except(Classes(Samples)).Order().Select(index => result.Dataset.Classes[index])];
    }

    /// <summary>In ordinal order of ids.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    public int Quarantined { get; }

    public int Uncopied { get; }

    public IReadOnlyList<string> LostClasses { get; }

    private static IEnumerable<int> Classes(IEnumerable<Sample> samples) => samples.Select(sample => sample.ClassIndex).Where(index => index >= 0).Distinct();
}
