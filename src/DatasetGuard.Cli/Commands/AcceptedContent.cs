using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary>Where the manifest of the accepted content is.</summary>
internal static class AcceptedContent
{
    /// <param name="option">What <c>--accepted</c> names; it weighs more than the configuration, and that more than what lies beside the baseline.</param>
    /// <param name="baseline">The baseline; null without one.</param>
    /// <param name="request">What is scanned.</param>
    /// <param name="terminal">Told when a baseline has no manifest.</param>
    /// <returns>Null when nothing is accepted.</returns>
    /// <exception cref="UsageException">It lies in the dataset.</exception>
    /// <exception cref="ConfigurationException">It cannot be read.</exception>
    public static AcceptedManifest? Read(string? option, string? baseline, ScanRequest request, Terminal terminal)
    {
        var named = option ?? request.Configuration.Accepted;
        if ((named ?? (baseline is null ? null : AcceptedManifest.BesideBaseline(baseline))) is not { } path)
            return null;

        if (named is null && !Path.Exists(path))
        {
            terminal.Say($"There is no accepted manifest {Quote.Of(path)} beside the baseline, so nothing tells which images are new. 'datasetguard baseline update' writes it.");
            return null;
        }

        CheckPlace(path, request);
        var accepted = AcceptedManifest.Read(path);
        terminal.Say($"Accepted: {Prose.Count(accepted.Entries.Count, "image")} in {Printable.Text(path)}");
        return accepted;
    }

    /// <summary>Accepts the content of a scan.</summary>
    /// <param name="path">As <see cref="PathFor"/>.</param>
    /// <param name="result">A scan that was complete.</param>
    public static void Write(string path, ScanResult result) => WholeFile.Write(path, output => AcceptedManifest.Write(result.Dataset, output));

    /// <summary>Where the manifest of a baseline goes.</summary>
    public static string PathFor(string baseline, ScanRequest request) => request.Configuration.Accepted ?? AcceptedManifest.BesideBaseline(baseline);

    /// <exception cref="UsageException">It lies in the dataset.</exception>
    public static void CheckPlace(string path, ScanRequest request)
    {
        if (path.Length == 0)
            throw new UsageException("--accepted names nothing. Give the manifest that 'datasetguard baseline create' wrote.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && Directory.Exists(folder) && ConfigurationSearch.IsInside(path, request.Paths))
            throw new UsageException($"The accepted manifest {Quote.Of(path)} lies in the dataset, whose files may be anybody's. Keep it elsewhere: --accepted, or the place of the baseline, names it.");
    }
}
