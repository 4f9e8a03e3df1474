using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
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
        var scan = StageProgress.Run(terminal, time, progress => new Scanner(rules.Rules, request.Options, progress).Run(request.Paths, request.Format, cancellationToken));
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
