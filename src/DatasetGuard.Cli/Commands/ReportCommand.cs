using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports.History;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>report</c>: compares what scans found, the oldest first.</summary>
internal sealed class ReportCommand : CliCommand
{
    private readonly Argument<string[]> _runs;
    private readonly Option<string?> _output = new("--output", "-o") { Description = "An HTML file for the comparison, beside what is printed.", HelpName = "FILE" };

    public ReportCommand(Func<ParseResult, Terminal> openTerminal)
        : base("report", "Compares scans: what is new, what is fixed, what is as before.", openTerminal)
    {
        _runs = new Argument<string[]>("RUN")
        {
            Description = "What 'scan --output' wrote, the oldest first: folders, or their report.json. The last is held against the one before it; all are in the trend.",
            Arity = ArgumentArity.OneOrMore,
        }.NoOptions(this);
        Add(_runs);
        Add(_output);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard report main branch", "what the scan into 'branch' found that the one into 'main' did not"),
        ("datasetguard report runs/2026-* --output history.html", "the same of the last two of many scans, and how the number of findings went"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var paths = parse.GetRequiredValue(_runs);
        if (paths.Length < 2)
            throw new UsageException($"{Quote.Of(paths[0])} is compared with nothing. Give two runs or more, the oldest first.");

        ScanRun[] runs = [.. paths.Select(path => new ScanRun(path, ReadReport.Of(path)))];
        new HistoryText(terminal.Result).Write(runs);
        if (parse.GetValue(_output) is { } output)
        {
            WholeFile.Write(output, stream => HistoryPage.Write(runs, stream));
            terminal.Say($"Page: {Printable.Text(output)}");
        }

        return ExitCode.Success;
    }
}
