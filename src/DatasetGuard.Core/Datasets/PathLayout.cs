using System.Globalization;

namespace DatasetGuard.Core.Datasets;

/// <summary>Reads class and split off the paths of an ImageFolder tree, once all paths are known.</summary>
/// <remarks>
/// Folders that hold nothing but one folder, as archives have them around everything, are passed over first. Then the first folder is the
/// class, as in the Python frameworks, unless every first folder is the name of a split and has folders of its own; then the second one is
/// the class. Hidden folders, as tools leave them, change nothing of that. A stray file directly in a split's folder, or beside the class folders, has no class and changes nothing.
/// Archives without any folder in them are classes, as ImageNet's are published, unless they are counted through as shards are.
/// </remarks>
public sealed class PathLayout
{
    /// <summary>Folders around everything that are passed over at most.</summary>
    private const int MaxWrapping = 8;

    /// <summary>The numbers of shards lie less than this apart on average; some may be missing.</summary>
    private const int ShardGap = 4;

    private static readonly Dictionary<string, string> SplitNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = "train",
        ["training"] = "train",
        ["val"] = "validation",
        ["valid"] = "validation",
        ["validation"] = "validation",
        ["dev"] = "validation",
        ["test"] = "test",
        ["testing"] = "test",
    };

    private readonly bool _areInParts;
    private readonly bool _areArchivesClasses;
    private readonly string _top;
    private readonly bool _hasSplits;

    /// <param name="ids">All of a dataset that have no class of their own.</param>
    /// <param name="areInParts">They begin with the archive that they lie in (<see cref="IDatasetReader.HasParts"/>), whose name may tell a split, or the class.</param>
    /// <param name="areSomeLabelled">Others have a class of their own: then an archive is none.</param>
    public PathLayout(IEnumerable<string> ids, bool areInParts = false, bool areSomeLabelled = false)
    {
        _areInParts = areInParts;
        List<string> given = [.. ids];
        List<string> all = given.ConvertAll(id => id[StartOf(id)..]);
        if (all.Exists(id => !IsHidden(id)))
            all.RemoveAll(IsHidden);

        _top = TopOf(all);
        var areAllSplits = true;
        foreach (var id in all)
        {
            if (FolderBelow(id, _top.Length) is not { } first)
                continue;

            areAllSplits &= SplitNames.ContainsKey(first);
            _hasSplits |= FolderBelow(id, _top.Length + first.Length + 1) is not null;
        }

        _hasSplits &= areAllSplits;
        _areArchivesClasses = areInParts && !areSomeLabelled && all.TrueForAll(id => FolderBelow(id, 0) is null)
            && AreClasses([.. given.Select(id => StemOf(id[..StartOf(id)])).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>True for the names that a folder of a split may have.</summary>
    public static bool IsSplit(string folder) => SplitNames.ContainsKey(folder);

    /// <summary>The split that a folder or a word names; null for any other word.</summary>
    internal static string? SplitOf(string word) => SplitNames.GetValueOrDefault(word);

    /// <summary>The split that the name of a root tells, as <c>train</c> and <c>cifar10-test.tar</c> do; null where it names none or several.</summary>
    public static string? SplitOfRoot(string name)
    {
        var words = string.Concat(name.Select(letter => char.IsAsciiLetter(letter) ? letter : ' ')).Split(' ');
        var splits = words.Select(word => SplitNames.GetValueOrDefault(word)).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return splits.Length == 1 ? splits[0] : null;
    }

    /// <summary>Class and split of a path; no class for a file that lies in no class folder.</summary>
    public (string? Label, string? Split) Resolve(string id)
    {
        var start = StartOf(id);
        var (label, split) = ResolveInside(id[start..]);
        if (start == 0)
            return (label, split);

        var archive = id[..start];
        return (_areArchivesClasses && !IsHidden(id[start..]) ? StemOf(archive) : label, split ?? SplitOfRoot(archive));
    }

    private (string? Label, string? Split) ResolveInside(string id)
    {
        // A file beside the folders that are passed over lies in no class.
        if (!id.StartsWith(_top, StringComparison.Ordinal) || FolderBelow(id, _top.Length) is not { } first)
            return (null, null);
        if (!_hasSplits)
            return (first, null);

        return SplitNames.TryGetValue(first, out var split) && FolderBelow(id, _top.Length + first.Length + 1) is { } second ? (second, split) : (null, null);
    }

    /// <summary>Names of archives that may be those of classes: they tell no split, and do not count up from one to the next.</summary>
    private static bool AreClasses(string[] stems)
    {
        if (stems.Length < 2 || stems.Any(stem => SplitOfRoot(stem) is not null))
            return false;

        // Letters that are the same in all, and numbers without wide gaps: shard-000000, shard-000001. The numbers of ImageNet's classes lie far apart.
        var words = stems.Select(stem => string.Concat(stem.Where(letter => !char.IsAsciiDigit(letter)))).Distinct(StringComparer.Ordinal).Count();
        double[] numbers = [.. stems.Select(stem => double.TryParse(string.Concat(stem.Where(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : double.NaN)];
        return words > 1 || !(numbers.Max() - numbers.Min() < ShardGap * numbers.Length);
    }

    /// <param name="archive">Ends with a <c>/</c>.</param>
    private static string StemOf(string archive)
    {
        var name = archive.TrimEnd('/');
        name = name[(name.LastIndexOf('/') + 1)..];
        return name[..^TarFolderReader.ExtensionOf(name).Length];
    }

    private int StartOf(string id) => _areInParts ? TarFolderReader.EndOfArchive(id) : 0;

    /// <summary>True when a folder of the path, or the file, is hidden.</summary>
    private static bool IsHidden(string id) => id.StartsWith('.') || id.Contains("/.", StringComparison.Ordinal);

    /// <summary>
    /// The folders around everything, with a <c>/</c> at the end; empty without any. They end where folders part or where a split begins;
    /// a lone folder in which nothing parts is a class.
    /// </summary>
    private static string TopOf(IReadOnlyCollection<string> ids)
    {
        var top = "";
        for (var depth = 0; depth <= MaxWrapping; depth++)
        {
            var folders = ids.Select(id => FolderBelow(id, top.Length)).OfType<string>().Distinct(StringComparer.Ordinal).Take(2).ToArray();
            if (folders.Length != 1)
                return folders.Length == 0 ? "" : top;
            if (SplitNames.ContainsKey(folders[0]) && ids.Any(id => FolderBelow(id, top.Length + folders[0].Length + 1) is not null))
                return top;

            top += folders[0] + "/";
        }

        return "";
    }

    /// <summary>The folder whose name begins at a place of the path; null when a file stands there or the path is shorter.</summary>
    private static string? FolderBelow(string id, int start)
    {
        var end = start < id.Length ? id.IndexOf('/', start) : -1;
        return end < 0 ? null : id[start..end];
    }
}
