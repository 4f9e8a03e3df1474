using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>The tool as its package holds it, compiled ahead of time for this platform, in a temporary folder.</summary>
/// <remarks>More of what a build leaves has to be compiled anew by every process.</remarks>
internal sealed class PublishedTool : IDisposable
{
    private static readonly string Top = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));
    private readonly string _folder = Directory.CreateTempSubdirectory("datasetguard-published-").FullName;

    public PublishedTool()
    {
        string[] arguments = ["publish", "src/DatasetGuard.Cli", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-nologo", "-v", "quiet", "-o", _folder];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Top })!;
        publish.WaitForExit();
        if (publish.ExitCode != 0)
            throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {publish.ExitCode}.");
    }

    /// <summary>The command of a scan of the data sets, quiet and without the cache.</summary>
    public string[] Scan(string depth, params string[] paths) => ["dotnet", Path.Combine(_folder, "datasetguard.dll"), "scan", .. paths, "-q", "--no-cache", "--depth", depth];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
