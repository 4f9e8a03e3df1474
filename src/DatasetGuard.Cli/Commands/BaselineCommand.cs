using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Gating;
using Spectre.Console;

namespace DatasetGuard.Cli.Commands;

/// <summary>Scans and writes what was found to the baseline, and the content to a manifest beside it: neither counts as new from then on.</summary>
internal abstract class BaselineCommand : CliCommand
{
    private readonly ScanRunner _runner;
    private readonly ScanSettings _settings;
    private readonly Option<string?> _output = new("--output", "-o") { Description = $"The baseline; what the configuration names, or else {BaselineFile.Name}.", HelpName = "FILE" };

    protected BaselineCommand(string name, string description, Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
        : base(name, description, openTerminal)
    {
        _runner = new ScanRunner(rules, time);
        _settings = new ScanSettings(rules, this);
        foreach (var option in _settings.Options.Prepend(_output))
            Add(option);
    }

    protected sealed override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var request = _settings.Read(parse, terminal);
        var path = parse.GetValue(_output) ?? request.Configuration.Baseline ?? terminal.FileHere(BaselineFile.Name);
        var accepted = AcceptedContent.PathFor(path, request);
        var previous = ReadPrevious(path, accepted, parse);
        AcceptedContent.CheckPlace(accepted, request);
        var result = _runner.Run(request, terminal, cancellationToken);
        if (result.ExitCode is ExitCode.Incomplete or ExitCode.NothingToScan)
        {
            terminal.Complain(result.ExitCode == ExitCode.Incomplete
                ? "A rule could not run, so there is nothing that could be accepted; 'datasetguard scan' says more. The baseline is not written."
                : $"{result.NothingToScan} The baseline is not written.");
            return result.ExitCode;
        }

        var baseline = BaselineStage.Create(result, previous);
        AcceptedContent.Write(accepted, result);
        BaselineFile.Write(baseline, path);
        terminal.Result.WriteLine($"{Printable.Text(accepted)} accepts {Prose.Count(result.Dataset.Samples.Count, "image")}.");
        terminal.Result.WriteLine($"{Printable.Text(path)} accepts {Prose.Count(baseline.Entries.Count, "finding")}{Difference(baseline, previous)}.");
        foreach (var rule in baseline.Entries.CountBy(entry => entry.Rule))
            terminal.Result.WriteLine($"  {rule.Key}  {rule.Value:N0}");

        return ExitCode.Success;
    }

    /// <summary>The baseline that is written over; null without one.</summary>
    /// <param name="path">The baseline.</param>
    /// <param name="accepted">The manifest of the accepted content.</param>
    /// <param name="parse">The command line.</param>
    /// <exception cref="UsageException">The command is not for what is there.</exception>
    protected abstract Baseline? ReadPrevious(string path, string accepted, ParseResult parse);

    private static string Difference(Baseline now, Baseline? previous)
    {
        if (previous is null)
            return "";

        var before = previous.Entries.Select(entry => entry.Fingerprint).ToHashSet(StringComparer.Ordinal);
        var kept = now.Entries.Count(entry => before.Contains(entry.Fingerprint));
        return $": {kept:N0} as before, {now.Entries.Count - kept:N0} more; {before.Count - kept:N0} no longer occur";
    }
}
