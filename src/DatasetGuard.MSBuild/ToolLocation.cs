using System.Text.RegularExpressions;

namespace DatasetGuard.MSBuild;

/// <summary>How the command line tool is started, and what to do when that fails.</summary>
/// <param name="program">A path, or a name that is looked for on the path.</param>
/// <param name="words">What comes before the tool's own words.</param>
/// <param name="advice">What the user can do where it cannot be started; a whole sentence.</param>
/// <param name="identity">Changes when another version would be started.</param>
internal sealed class ToolLocation(string program, string[] words, string advice, string identity)
{
    private const string PackageId = "DatasetGuard.Cli";
    private const string CommandName = "datasetguard";

    private static readonly string[] ManifestNames = [Path.Combine(".config", "dotnet-tools.json"), "dotnet-tools.json"];

    public string Program { get; } = program;

    public string[] Words { get; } = words;

    public string Advice { get; } = advice;

    public string Identity { get; } = identity;

    /// <summary>The named file, or else what the tool manifest of the project says, or else the version of this package from the feeds.</summary>
    /// <param name="toolPath">A full path; null or empty unless given.</param>
    /// <param name="dotnet">The <c>dotnet</c> host.</param>
    /// <param name="projectFolder">Where a tool manifest is looked for, and above.</param>
    /// <param name="version">That of this package.</param>
    /// <returns>Null when <paramref name="toolPath"/> names nothing.</returns>
    public static ToolLocation? Find(string? toolPath, string dotnet, string projectFolder, string version)
    {
        if (!string.IsNullOrEmpty(toolPath))
            return File.Exists(toolPath) ? AtPath(toolPath!, dotnet) : null;

        if (FindManifest(projectFolder) is { } manifest)
            return new ToolLocation(dotnet, ["tool", "run", CommandName, "--"], "Run 'dotnet tool restore' in the project's folder.", File.ReadAllText(manifest));

        return new ToolLocation(
            dotnet,
            ["tool", "exec", $"{PackageId}@{version}", "--yes", "--"],
            $"Run 'dotnet tool exec {PackageId}@{version} --yes -- --version' where a package feed that has it can be reached, or set DatasetGuardToolPath to datasetguard.dll.",
            version);
    }

    private static ToolLocation AtPath(string path, string dotnet)
    {
        const string Remedy = "Look whether DatasetGuardToolPath names datasetguard.dll, or leave it out.";
        var isAssembly = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        return new ToolLocation(isAssembly ? dotnet : path, isAssembly ? ["exec", path] : [], Remedy, IdentityOf(path));
    }

    /// <summary>The rules stand in libraries beside the program.</summary>
    private static string IdentityOf(string path)
    {
        var libraries = new FileInfo(path).Directory!.GetFiles("DatasetGuard.*.dll").OrderBy(file => file.Name, StringComparer.Ordinal);
        return string.Join("\n", libraries.Prepend(new FileInfo(path)).Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
    }

    private static string? FindManifest(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            foreach (var path in ManifestNames.Select(name => Path.Combine(folder.FullName, name)).Where(File.Exists))
            {
                var text = File.ReadAllText(path);
                if (text.IndexOf($"\"{PackageId}\"", StringComparison.OrdinalIgnoreCase) >= 0)
                    return path;
                if (Regex.IsMatch(text, "\"isRoot\"\\s*:\\s*true", RegexOptions.None, TimeSpan.FromSeconds(1)))
                    return null;
            }
        }

        return null;
    }
}
