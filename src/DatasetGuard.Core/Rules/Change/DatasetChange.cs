using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.Core.Rules.Change;

/// <summary>A dataset against its accepted manifest. Each sample is in one list at most, in the dataset's order.</summary>
public sealed class DatasetChange
{
    private readonly List<Sample> _added = [];
    private readonly List<AcceptedChange> _changed = [];
    private readonly List<AcceptedChange> _moved = [];
    private readonly List<AcceptedChange> _relabelled = [];
    private readonly Dataset _dataset;
    private readonly Func<AcceptedEntry, string?>? _classOf;

    private DatasetChange(AcceptedManifest accepted, Dataset dataset)
    {
        Accepted = accepted;
        _dataset = dataset;
        _classOf = Classes(accepted, dataset);
        var byPath = accepted.Entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        var unknown = new List<Sample>();
        foreach (var sample in dataset.Samples)
        {
            if (!byPath.Remove(sample.Id, out var entry))
                unknown.Add(sample);
            else if (entry.ContentHash != sample.ContentHash)
                _changed.Add(new AcceptedChange(sample, entry));
            else if (!HasClassOf(sample, entry))
                _relabelled.Add(new AcceptedChange(sample, entry));
        }

        Removed = Match(unknown, byPath);
    }

    public AcceptedManifest Accepted { get; }

    /// <summary>Content under a name that was not accepted.</summary>
    public IReadOnlyList<Sample> Added => _added;

    /// <summary>An accepted name with other content.</summary>
    public IReadOnlyList<AcceptedChange> Changed => _changed;

    /// <summary>Accepted content under another name, in the same class as far as that is known.</summary>
    public IReadOnlyList<AcceptedChange> Moved => _moved;

    /// <summary>Accepted content, whatever its name, in another class.</summary>
    public IReadOnlyList<AcceptedChange> Relabelled => _relabelled;

    /// <summary>Accepted content that is gone, in ordinal order of the names.</summary>
    public IReadOnlyList<AcceptedEntry> Removed { get; }

    /// <summary>What nobody has accepted in the class where it is now.</summary>
    public IEnumerable<Sample> New => Added.Concat(Changed.Concat(Relabelled).Select(change => change.Sample));

    public static DatasetChange Of(AcceptedManifest accepted, Dataset dataset) => new(accepted, dataset);

    /// <summary>The class that an entry was accepted in; null for none, and where nothing tells.</summary>
    public string? AcceptedClassOf(AcceptedEntry entry) => _classOf?.Invoke(entry);

    /// <summary>
    /// Without classes in the manifest, the folders tell them, if they do so in the dataset as it is. Null where nothing tells: then nothing is
    /// called relabelled.
    /// </summary>
    private static Func<AcceptedEntry, string?>? Classes(AcceptedManifest accepted, Dataset dataset)
    {
        if (accepted.HasClasses)
            return entry => entry.Class;

        var areInParts = dataset.Roots.All(root => root.HasParts);
        var now = new PathLayout(dataset.Samples.Select(sample => sample.Id), areInParts);
        if (!dataset.Samples.All(sample => now.Resolve(sample.Id).Label == dataset.ClassOf(sample)))
            return null;

        var then = new PathLayout(accepted.Entries.Select(entry => entry.Path), areInParts);
        return entry => then.Resolve(entry.Path).Label;
    }

    private bool HasClassOf(Sample sample, AcceptedEntry entry) => AcceptedClassOf(entry) == KnownClassOf(sample);

    private string? KnownClassOf(Sample sample) => _classOf is null ? null : _dataset.ClassOf(sample);

    /// <summary>Gives each name that is not accepted a missing entry of the same content, of the same class where there is one.</summary>
    private List<AcceptedEntry> Match(List<Sample> unknown, Dictionary<string, AcceptedEntry> missing)
    {
        var matches = new Dictionary<Sample, AcceptedEntry>(ReferenceEqualityComparer.Instance);
        foreach (var inClass in (bool[])[true, false])
        {
            var entries = missing.Values
                .Where(entry => entry.ContentHash.Length > 0)
                .OrderBy(entry => entry.Path, StringComparer.Ordinal)
                .GroupBy(entry => (entry.ContentHash, inClass ? AcceptedClassOf(entry) : null))
                .ToDictionary(group => group.Key, group => new Queue<AcceptedEntry>(group));
            foreach (var sample in unknown.Where(sample => !matches.ContainsKey(sample)))
            {
                if (!entries.TryGetValue((sample.ContentHash, inClass ? KnownClassOf(sample) : null), out var same) || !same.TryDequeue(out var entry))
                    continue;

                matches[sample] = entry;
                missing.Remove(entry.Path);
            }
        }

        foreach (var sample in unknown)
        {
            if (!matches.TryGetValue(sample, out var entry))
                _added.Add(sample);
            else
                (HasClassOf(sample, entry) ? _moved : _relabelled).Add(new AcceptedChange(sample, entry));
        }

        _relabelled.Sort((a, b) => string.CompareOrdinal(a.Sample.Id, b.Sample.Id));
        return [.. missing.Values.OrderBy(entry => entry.Path, StringComparer.Ordinal)];
    }
}

/// <param name="Sample">As it is.</param>
/// <param name="Before">As it was accepted.</param>
public sealed record AcceptedChange(Sample Sample, AcceptedEntry Before);
