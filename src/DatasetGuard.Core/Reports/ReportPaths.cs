using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary>Where a finding is: what an editor or a code host can open.</summary>
internal static class ReportPaths
{
    /// <summary>Seen from where the user's own paths start; with slashes, not escaped for anything.</summary>
    public static string Of(FindingLocation location, Dataset dataset)
    {
        var (path, id) = Split(location, dataset);
        return Join(path, id);
    }

    /// <summary>Seen from the root of the repository, where there is one around it.</summary>
    public static string InRepository(FindingLocation location, ScanResult result)
    {
        var (path, id) = Split(location, result.Dataset);
        return Join(result.Repository?.PathOf(path.Length == 0 ? "." : path) ?? path, id);
    }

    /// <summary>The root of a file that lies in an archive or the like; null where it is a file of its own.</summary>
    public static DatasetRoot? ContainerOf(FindingLocation location, Dataset dataset) =>
        location.Kind == LocationKind.File && RootOf(location.Path, dataset) is { ImageFolder: null } root ? root : null;

    /// <summary>The path as a URI reference, each segment percent-encoded.</summary>
    public static string Uri(string path)
    {
        var encoded = string.Join('/', path.Split('/').Select(System.Uri.EscapeDataString));
        if (path.StartsWith('/'))
            return $"file://{encoded}";

        return Path.IsPathFullyQualified(path) ? $"file:///{encoded.Replace("%3A", ":")}" : encoded;
    }

    /// <summary>
    /// The part that the user named and the part that the dataset names. The root itself stands for what lies in an archive, which nobody can
    /// open there, and for a name that leads out of the dataset: a report does not point where an attacker wants.
    /// </summary>
    private static (string Path, string Id) Split(FindingLocation location, Dataset dataset)
    {
        if (location.Kind == LocationKind.Dataset)
            return (dataset.Roots.Count == 1 ? location.Path : dataset.Roots[0].Path, "");
        if (location.Kind != LocationKind.File)
            return (location.Path, "");

        var root = RootOf(location.Path, dataset);
        var id = location.Path[root.Prefix.Length..];
        return root.ImageFolder is null || SafePath.TryNormalise(id, out _) is null ? (root.Path, "") : (root.ImageFolder, id);
    }

    private static DatasetRoot RootOf(string id, Dataset dataset) =>
        dataset.Roots.FirstOrDefault(root => id.StartsWith(root.Prefix, StringComparison.Ordinal)) ?? dataset.Roots[0];

    private static string Join(string path, string rest)
    {
        var folder = Slashed(path);
        if (rest.Length == 0)
            return folder;

        return folder.Length == 0 || folder == "." ? rest : $"{folder.TrimEnd('/')}/{rest}";
    }

    private static string Slashed(string path)
    {
        var slashed = path.Replace(Path.DirectorySeparatorChar, '/');
        return slashed.StartsWith("./", StringComparison.Ordinal) ? slashed[2..] : slashed;
    }
}
