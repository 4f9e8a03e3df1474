using System.Text.RegularExpressions;

namespace DatasetGuard.Core.Datasets;

/// <summary>Reads class and split off the paths of an ImageFolder tree, once all paths are known.</summary>
/// <remarks>
/// The first folder is the class, as in the Python frameworks, unless every first folder is the name of a split and has folders of its own;
/// then the second one is the class. A stray file directly in a split's folder has no class and changes nothing.
/// </remarks>
public sealed partial class PathLayout
{
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

    private readonly bool _hasSplits;

    public PathLayout(IEnumerable<string> ids)
    {
        var areAllSplits = true;
        foreach (var id in ids)
        {
            var first = id.IndexOf('/');
            if (first < 0)
                continue;

            areAllSplits &= SplitNames.ContainsKey(id[..first]);
            _hasSplits |= id.IndexOf('/', first + 1) >= 0;
        }

        _hasSplits &= areAllSplits;
    }

    /// <summary>True for the names that a folder of a split may have.</summary>
    public static bool IsSplit(string folder) => SplitNames.ContainsKey(folder);

    /// <summary>The split that the name of a root tells, as <c>train</c> and <c>cifar10-test.tar</c> do; null where it names none or several.</summary>
    public static string? SplitOfRoot(string name)
    {
        var splits = Words().Matches(name).Select(word => SplitNames.GetValueOrDefault(word.Value)).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return splits.Length == 1 ? splits[0] : null;
    }

    /// <summary>Class and split of a path; no class for a file that lies in no class folder.</summary>
    public (string? Label, string? Split) Resolve(string id)
    {
        var parts = id.Split('/');
        if (_hasSplits)
            return parts.Length > 2 ? (parts[1], SplitNames[parts[0]]) : (null, null);

        return parts.Length > 1 ? (parts[0], null) : (null, null);
    }

    [GeneratedRegex("[A-Za-z]+", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
