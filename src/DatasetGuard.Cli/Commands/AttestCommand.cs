using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Provenance;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>attest</c>: makes a statement of the report of a scan, for others to sign and to verify.</summary>
internal sealed class AttestCommand : CliCommand
{
    private const string Statement = "in-toto";
    private const string Predicate = "predicate";
    private const string CycloneDx = "cyclonedx";

    private readonly Argument<string> _run;
    private readonly Option<string> _format = new Option<string>("--format")
    {
        Description = "An in-toto statement; only its predicate, for signers that make the statement themselves; or a CycloneDX bill of materials.",
        DefaultValueFactory = _ => Statement,
    }.OneOf([Statement, Predicate, CycloneDx]);
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The file; stdout unless given.", HelpName = "FILE" };
    private readonly Option<string?> _name = new("--name") { Description = "What the dataset is called in the statement; as the scan named it unless given.", HelpName = "NAME" };

    public AttestCommand(Func<ParseResult, Terminal> openTerminal)
        : base("attest", "Writes a statement of what a scan found, with the dataset's digest. It is not signed.", openTerminal)
    {
        _run = new Argument<string>("RUN") { Description = "What 'scan --output' wrote: the folder, or its report.json." }.NoOptions(this);
        Add(_run);
        Add(_format);
        Add(_output);
        Add(_name);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard attest report --output report/statement.json", "state what the scan into report found"),
        ("datasetguard attest report --format predicate --output report/predicate.json", $"for 'cosign attest-blob --type {TestResultStatement.PredicateType} --predicate report/predicate.json report/manifest.sha256', which signs it"),
        ("datasetguard attest report --format cyclonedx --output report/bom.cdx.json", "the dataset as a component of a bill of materials"),
        ("datasetguard attest report --name pets-2026 | jq .predicate.result", "PASSED, WARNED or FAILED; a scan that did not come to its end is FAILED"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var report = ReadReport.Of(parse.GetRequiredValue(_run));
        var name = parse.GetValue(_name) ?? report.Dataset.Root;
        if (name.Length == 0)
            throw new UsageException("--name is empty. Say what the dataset is called.");

        Action<Stream> write = parse.GetValue(_format) switch
        {
            Predicate => stream => TestResultStatement.WritePredicate(report, stream),
            CycloneDx => stream => CycloneDxBom.Write(report, name, stream),
            _ => stream => TestResultStatement.Write(report, name, stream),
        };
        if (parse.GetValue(_output) is { } output)
            WholeFile.Write(output, write);
        else
            write(terminal.ResultBytes);

        terminal.Say($"{TestResultStatement.ResultOf(report)}: {Prose.Count(report.Dataset.Samples, "image")}, digest {report.Dataset.Digest}.");
        return ExitCode.Success;
    }
}
