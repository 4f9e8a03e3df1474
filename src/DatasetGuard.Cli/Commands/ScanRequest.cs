using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary>What a command that scans was asked for.</summary>
/// <param name="Paths">The datasets; at least one, and each is there.</param>
/// <param name="Format">One of <see cref="Core.Datasets.DatasetFormats.Names"/>.</param>
/// <param name="Configuration">The file with the environment on top; empty without both.</param>
/// <param name="Options">How to scan, with the command line on top of all.</param>
internal sealed record ScanRequest(IReadOnlyList<string> Paths, string Format, ScanConfiguration Configuration, ScanOptions Options)
{
    /// <summary>The folder of the cache; null without one.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Reads every file, also those that the system says are unchanged.</summary>
    public bool RereadsFiles { get; init; }
}
