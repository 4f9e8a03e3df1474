using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Scanning;

/// <summary>The small pictures that a scan keeps of what it flags, and of a few samples beside it that look as their class usually does.</summary>
public sealed class Thumbnails(IReadOnlyDictionary<string, Thumbnail> bySample, IReadOnlyDictionary<string, IReadOnlyList<Sample>> typical)
{
    public static Thumbnails None { get; } = new(new Dictionary<string, Thumbnail>(), new Dictionary<string, IReadOnlyList<Sample>>());

    /// <summary>Null where none was kept: the bytes of all together are limited.</summary>
    public Thumbnail? Find(Sample sample) => bySample.GetValueOrDefault(sample.Id);

    /// <summary>Samples of a class that nothing was found against; empty for a class without findings.</summary>
    public IReadOnlyList<Sample> TypicalOf(string className) => typical.GetValueOrDefault(className) ?? [];
}
