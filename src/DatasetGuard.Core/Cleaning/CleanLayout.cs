using DatasetGuard.Core.Copies;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Cleaning;

/// <summary>Gives every sample of a clean copy its path, <c>split/class/file</c>, as near to its own as is safe.</summary>
/// <remarks>
/// Paths are given in the order of ids, so that the same dataset gives the same names. A taken name gets a number behind it. Without splits in
/// all of the samples, or with others than train, validation and test, there are no split folders: a reader would take them for classes.
/// </remarks>
internal sealed class CleanLayout
{
    private readonly Dataset _dataset;
    private readonly bool _keepsSplits;
    private readonly IReadOnlyDictionary<string, string> _folders;
    private readonly HashSet<string> _taken = new(SafeName.Comparer);
    private readonly Dictionary<string, int> _numbers = new(SafeName.Comparer);

    /// <param name="dataset">What was scanned.</param>
    /// <param name="samples">What stays of it, in ordinal order of ids.</param>
    public CleanLayout(Dataset dataset, IReadOnlyList<Sample> samples)
    {
        _dataset = dataset;
        _keepsSplits = ClassFolders.KeepSplits(samples.Where(sample => sample.ClassIndex >= 0).Select(SplitOf).Distinct());
        _folders = ClassFolders.NamesOf(samples.Select(dataset.ClassOf).OfType<string>());
        PathById = Paths(samples, isFlat: false);
        if (!ReadsBack(samples))
        {
            _taken.Clear();
            _numbers.Clear();
            PathById = Paths(samples, isFlat: true);
        }
    }

    /// <summary>With <c>/</c>, by the samples' ids.</summary>
    public IReadOnlyDictionary<string, string> PathById { get; }

    private string? SplitOf(Sample sample) => sample.SplitIndex < 0 ? null : _dataset.Splits[sample.SplitIndex];

    private Dictionary<string, string> Paths(IReadOnlyList<Sample> samples, bool isFlat)
    {
        foreach (var sample in samples)
            TakeFolders(FolderOf(sample));

        return samples.ToDictionary(sample => sample.Id, sample => Take(FolderOf(sample), TailOf(sample, isFlat)), StringComparer.Ordinal);
    }

    private string FolderOf(Sample sample) => _dataset.ClassOf(sample) is { } label
        ? $"{(_keepsSplits ? $"{SplitOf(sample)}/" : "")}{_folders[label]}/"
        : "";

    /// <summary>What comes after the class folder in the sample's own path; the file's name alone where its path does not say the class.</summary>
    private string TailOf(Sample sample, bool isFlat)
    {
        var parts = sample.Source.Id.Split('/');
        var label = Array.IndexOf(parts, _dataset.ClassOf(sample), 0, parts.Length - 1);
        var tail = isFlat || label < 0 ? parts[^1] : string.Join('/', parts[(label + 1)..]);
        if (sample.Line is { } line && tail.EndsWith($"#line-{line}", StringComparison.Ordinal))
            tail = tail[..tail.LastIndexOf('#')];

        // Pixels without a file become one, and what has the name of a document would be passed over by readers.
        var format = sample.Facts?.Format;
        tail = ClassFolders.SafeTail(tail);
        return format == "raw" || FileNames.IsOther(Path.GetFileName(tail)) ? $"{tail}.{(format is null or "raw" ? "png" : format)}" : tail;
    }

    private void TakeFolders(string folder)
    {
        for (var end = folder.LastIndexOf('/'); end > 0; end = folder.LastIndexOf('/', end - 1))
            _taken.Add(folder[..end]);
    }

    /// <summary>No file may have the path of another one or of a folder on the way to one.</summary>
    private string Take(string folder, string tail)
    {
        var parts = tail.Split('/');
        var place = folder;
        foreach (var part in parts[..^1])
            place += Free(place, part, isFolder: true) + "/";

        return place + Free(place, parts[^1], isFolder: false);
    }

    private string Free(string place, string name, bool isFolder)
    {
        // A folder is marked with a slash as well, to tell those that can be entered from files.
        var path = place + name;
        if (isFolder && _taken.Contains($"{path}/"))
            return name;

        var free = name;
        for (var i = _numbers.GetValueOrDefault(path, 1); !_taken.Add(place + free); _numbers[path] = i)
            free = $"{Path.GetFileNameWithoutExtension(name)}_{++i}{Path.GetExtension(name)}";
        if (isFolder)
            _taken.Add($"{place}{free}/");

        return free;
    }

    /// <summary>True when a reader finds each sample in its class and split again: folders below the classes may look like something else.</summary>
    private bool ReadsBack(IReadOnlyList<Sample> samples)
    {
        var layout = new PathLayout(PathById.Values);
        return samples.All(sample => layout.Resolve(PathById[sample.Id]) is var (label, split)
            && label == (_dataset.ClassOf(sample) is { } name ? _folders[name] : null)
            && split == (_keepsSplits && label is not null ? PathLayout.SplitOf(SplitOf(sample)!) : null));
    }
}
