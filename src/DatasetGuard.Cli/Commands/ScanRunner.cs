using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Datasets;
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
        var result = StageProgress.Run(terminal, time, progress => Scan(request, terminal, progress, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        terminal.Say($"Scanned {result.Dataset.Samples.Count:N0} files in {time.GetElapsedTime(started).TotalSeconds:0.0} s.");
        return result;
    }

    /// <summary>The same without words on the way but those about the cache.</summary>
    public ScanResult Scan(ScanRequest request, Terminal terminal, IScanProgress progress, CancellationToken cancellationToken)
    {
        using var cache = request.CacheFolder is { } folder ? ScanCache.Open(folder, time, trustsFiles: !request.RereadsFiles) : null;
        var options = request.Options with { Cache = cache };
        var scan = new Scanner(rules.Rules, options, progress).Run(request.Paths, request.Format, cancellationToken);
        if (cache?.Trouble is { } trouble)
            terminal.Say(trouble);

        return Judge(scan, request, terminal);
    }

    /// <summary>Scans what a reader gives in the place of the one dataset, without the cache: what is made up need not be kept.</summary>
    public ScanResult Scan(ScanRequest request, IDatasetReader reader, Terminal terminal, IScanProgress progress, CancellationToken cancellationToken) =>
        Judge(new Scanner(rules.Rules, request.Options with { Cache = null }, progress).Run(request.Paths, [reader], cancellationToken), request, terminal);

    private ScanResult Judge(ScanResult scan, ScanRequest request, Terminal terminal)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return new SuppressionStage(request.Configuration, request.Options, today).Apply(scan) with
        {
            Configuration = request.Configuration.File,
            Repository = RepositoryFolder.Around(terminal.Folder),
        };
    }
}
