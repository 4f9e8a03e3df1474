using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;

namespace DatasetGuard.Core.Reports;

/// <summary>Where a finding is, seen from where the user's own paths start: what an editor or a code host can open.</summary>
internal static class ReportPaths
{
    /// <summary>With slashes; not escaped for anything.</summary>
    public static string Of(FindingLocation location, Dataset dataset) =>
        location.Kind == LocationKind.File ? OfSample(location.Path, dataset) : Slashed(location.Path);

    /// <summary>The dataset itself stands for a name that leads out of it: a report does not point where an attacker wants.</summary>
    private static string OfSample(string id, Dataset dataset)
    {
        if (SafePath.TryNormalise(id, out _) is null)
            return Slashed(dataset.Root);

        var folder = Slashed(dataset.ManifestPath is { } manifest ? Path.GetDirectoryName(manifest) ?? "" : dataset.Root);
        return folder.Length == 0 || folder == "." ? id : $"{folder.TrimEnd('/')}/{id}";
    }

    /// <summary>The path as a URI reference, each segment percent-encoded.</summary>
    public static string Uri(string path)
    {
        var encoded = string.Join('/', path.Split('/').Select(System.Uri.EscapeDataString));
        if (path.StartsWith('/'))
            return $"file://{encoded}";

        return Path.IsPathFullyQualified(path) ? $"file:///{encoded.Replace("%3A", ":")}" : encoded;
    }

    private static string Slashed(string path)
    {
        var slashed = path.Replace(Path.DirectorySeparatorChar, '/');
        return slashed.StartsWith("./", StringComparison.Ordinal) ? slashed[2..] : slashed;
    }
}
