using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary>What the commands that scan have in common: the scan with its progress, and the suppressions of the configuration.</summary>
internal sealed class ScanRunner(RuleCatalog rules, TimeProvider time)
{
    public ScanResult Run(ScanRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        if (request.Configuration.File is { } file)
            terminal.Say($"Configuration: {Printable.Text(file)}");

        var started = time.GetTimestamp();
        using var cache = request.CacheFolder is { } folder ? ScanCache.Open(folder, time, trustsFiles: !request.RereadsFiles) : null;
        var options = request.Options with { Cache = cache };
        var scan = StageProgress.Run(terminal, time, progress => new Scanner(rules.Rules, options, progress).Run(request.Paths, request.Format, cancellationToken));
        if (cache?.Trouble is { } trouble)
            terminal.Say(trouble);

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var result = new SuppressionStage(request.Configuration, request.Options, today).Apply(scan) with
        {
            Configuration = request.Configuration.File,
            Repository = RepositoryFolder.Around(terminal.Folder),
        };
        cancellationToken.ThrowIfCancellationRequested();
        terminal.Say($"Scanned {result.Dataset.Samples.Count:N0} files in {time.GetElapsedTime(started).TotalSeconds:0.0} s.");
        return result;
    }
}
