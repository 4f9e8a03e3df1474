using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Provenance.Croissant;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>scan</c>: looks at datasets with all rules of the depth, judges, and reports.</summary>
internal sealed class ScanCommand : CliCommand
{
    private const string TextFormat = "text";
    private static readonly string[] Formats = [TextFormat, "json", "sarif", "code-scanning", "github", "msbuild", "markdown", "croissant"];

    private readonly TimeProvider _time;
    private readonly ScanRunner _runner;
    private readonly ScanSettings _settings;
    private readonly Option<string?> _output = new("--output", "-o") { Description = "A folder for all reports, the pictures and the list of flagged files.", HelpName = "DIR" };
    private readonly Option<string?> _cleanTo = new("--clean-to")
    {
        Description = "Where to write the dataset without what has errors or warnings: a new folder, or a new .csv file that names the images that stay.",
        HelpName = "DIR|FILE.csv",
    };
    private readonly Option<string?> _format = new Option<string?>("--format")
    {
        Description = $"What stdout gets: {string.Join(", ", Formats)}. Text unless given, or github where GITHUB_ACTIONS is true.",
    }.OneOf(Formats);
    private readonly Option<string?> _failOn = new Option<string?>("--fail-on")
    {
        Description = "The least level that fails with exit code 1; error unless given.",
    }.OneOf(Vocabulary.FailOns);

    private readonly Option<string?> _baseline = new("--baseline") { Description = "A file of accepted findings, which do not count; 'baseline create' writes it.", HelpName = "FILE" };

    private readonly Option<string?> _accepted = new("--accepted")
    {
        Description = "The manifest of the accepted content, with which the data are compared; what lies beside the baseline unless given.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _croissant = new("--croissant")
    {
        Description = "A Croissant file of the data's publisher: its checksums, labels and splits are held against what is read. Nothing is fetched.",
        HelpName = "FILE",
    };

    public ScanCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
        : base("scan", "Scans datasets, reports what is wrong, and fails where --fail-on says so.", openTerminal)
    {
        _format.HelpName = "FORMAT";
        _time = time;
        _runner = new ScanRunner(rules, time);
        _settings = new ScanSettings(rules, this);
        foreach (var option in new Option[] { _output, _cleanTo, _format, _failOn, _baseline, _accepted, _croissant }.Concat(_settings.Options))
            Add(option);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard scan data/train", "scan a folder with one subfolder for each class"),
        ("datasetguard scan data/train --output report", "also write reports, the picture of a trigger, and the list of flagged files"),
        ("datasetguard scan data/train --features model --activations", "look for poison in what a model that was trained on the data makes of it (activation clustering)"),
        ("datasetguard scan data/train --croissant croissant.json", "also check that the data are what their publisher declares"),
        ("datasetguard scan data/train --clean-to data/clean", "also copy what nothing was found against"),
        ("datasetguard scan data/train --baseline datasetguard-baseline.json", "judge only what is new since 'baseline create'"),
        ("datasetguard scan labels.csv --fail-on warning", "scan the images that a manifest names, and be strict"),
        ("datasetguard scan shard-*.tar --format code-scanning > upload.sarif", "scan archives without unpacking them, for code scanning"),
        ("datasetguard scan data/train --disable all --enable DG2201", "run one rule"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var request = _settings.Read(parse, terminal);
        if (parse.GetValue(_failOn) is { } failOn)
            request = request with { Options = request.Options with { FailOn = Vocabulary.FailOn(failOn) } };

        var output = parse.GetValue(_output) ?? request.Configuration.Output;
        var baselineFile = parse.GetValue(_baseline) ?? request.Configuration.Baseline;
        var baseline = baselineFile is null ? null : BaselineFile.Read(baselineFile);
        request = request with { Options = request.Options with { Accepted = AcceptedContent.Read(parse.GetValue(_accepted), baselineFile, request, terminal) } };
        if (parse.GetValue(_croissant) is { } croissant)
            request = request with { Options = request.Options with { Declared = CroissantDeclaration.Read(croissant) } };

        request = request with { Options = request.Options with { KeepsThumbnails = output is not null } };
        var clean = parse.GetValue(_cleanTo) is { } target ? new CleanStep(target, request, output) : null;
        var result = _runner.Run(request, terminal, cancellationToken);
        if (baseline is not null)
        {
            if (baseline.DatasetDigest != result.Dataset.Digest)
                terminal.Say($"The dataset is not as it was when the baseline was made: {baseline.DatasetSamples:N0} images then, {result.Dataset.Samples.Count:N0} now.");

            result = BaselineStage.Apply(result, baseline);
        }

        var format = parse.GetValue(_format) ?? DefaultFormat(terminal);
        if (output is not null || format is "json" or "croissant")
            result = result with { Inputs = ScanInputs.Of(request, result.Dataset, baselineFile, baseline, cancellationToken) };
        if (output is not null)
            ReportFolder.Write(result, output);

        Print(result, format, output, terminal);
        if (result.ExitCode == ExitCode.NothingToScan)
            terminal.Complain($"{result.NothingToScan} Put images into one folder for each class, or give a manifest.");

        return clean?.Run(result, _time, terminal, cancellationToken) ?? result.ExitCode;
    }

    private static string DefaultFormat(Terminal terminal) => terminal.Variable("GITHUB_ACTIONS") == "true" ? "github" : TextFormat;

    private static void Print(ScanResult result, string format, string? output, Terminal terminal)
    {
        if (format == TextFormat)
        {
            new TextReport(terminal.Result, output).Write(result);
            return;
        }

        ReportFormats.Find(format)!.Write(result, terminal.ResultBytes);
    }
}
