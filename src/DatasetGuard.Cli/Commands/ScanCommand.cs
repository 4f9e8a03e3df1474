using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>scan</c>: looks at datasets with all rules of the depth, judges, and reports.</summary>
internal sealed class ScanCommand : CliCommand
{
    private const string AllRules = "all";
    private const string TextFormat = "text";
    private static readonly string[] Formats = [TextFormat, "json", "sarif", "github", "msbuild", "markdown"];

    private readonly RuleCatalog _rules;
    private readonly TimeProvider _time;

    private readonly Argument<string[]> _datasets;
    private readonly Option<string> _depth = new Option<string>("--depth")
    {
        Description = "How much is looked at: fast trains nothing.",
        HelpName = "fast",
        DefaultValueFactory = _ => "fast",
    };
    private readonly Option<string> _datasetFormat = DatasetOptions.Format();
    private readonly Option<string?> _labels = DatasetOptions.Labels();
    private readonly Option<string?> _output = new("--output", "-o") { Description = "A folder for all reports, the pictures and the list of flagged files.", HelpName = "DIR" };
    private readonly Option<string?> _format = new Option<string?>("--format")
    {
        Description = "What stdout gets; text, or github where GITHUB_ACTIONS is true.",
    }.OneOf(Formats);
    private readonly Option<string> _failOn = new Option<string>("--fail-on")
    {
        Description = "The least level that fails with exit code 1.",
        DefaultValueFactory = _ => "error",
    }.OneOf(["error", "warning", "note", "none"]);
    private readonly Option<string[]> _enable = new("--enable") { Description = "A rule to run in spite of --disable; repeatable.", HelpName = "DGnnnn" };
    private readonly Option<string[]> _disable = new("--disable") { Description = "A rule not to run, or all; repeatable.", HelpName = "DGnnnn" };
    private readonly Option<int?> _seed = new Option<int?>("--seed") { Description = "Where chance begins; the same seed gives the same report." }.WholeFrom(int.MinValue);
    private readonly Option<int?> _jobs = new Option<int?>("--jobs", "-j") { Description = "Threads at the same time; all processors unless given." }.WholeFrom(1);

    public ScanCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
        : base("scan", "Scans datasets, reports what is wrong, and fails where --fail-on says so.", openTerminal)
    {
        (_rules, _time) = (rules, time);
        _datasets = new Argument<string[]>("DATASET") { Description = DatasetOptions.Kinds, Arity = ArgumentArity.OneOrMore }.NoOptions(this);
        _depth.CompletionSources.Add("fast");
        _enable.CompletionSources.Add(_ => _rules.Descriptors.Select(rule => new System.CommandLine.Completions.CompletionItem(rule.Id)));
        _disable.CompletionSources.Add(_ => _rules.Descriptors.Select(rule => new System.CommandLine.Completions.CompletionItem(rule.Id)));
        Add(_datasets);
        foreach (var option in new Option[] { _output, _format, _failOn, _enable, _disable, _depth, _datasetFormat, _labels, _jobs, _seed })
            Add(option);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard scan data/train", "scan a folder with one subfolder for each class"),
        ("datasetguard scan data/train --output report", "also write reports, the picture of a trigger, and the list of flagged files"),
        ("datasetguard scan labels.csv --fail-on warning", "scan the images that a manifest names, and be strict"),
        ("datasetguard scan shard-*.tar --format sarif > report.sarif", "scan archives without unpacking them, for code scanning"),
        ("datasetguard scan data/train --disable all --enable DG2201", "run one rule"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var paths = parse.GetRequiredValue(_datasets);
        CheckDepth(parse.GetRequiredValue(_depth));
        Array.ForEach(paths, DatasetOptions.CheckExists);
        var options = ReadOptions(parse);
        var output = parse.GetValue(_output);

        var started = _time.GetTimestamp();
        var result = StageProgress.Run(terminal, _time, progress => new Scanner(_rules.Rules, options, progress).Run(paths, parse.GetRequiredValue(_datasetFormat), cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        terminal.Say($"Scanned {result.Dataset.Samples.Count:N0} files in {_time.GetElapsedTime(started).TotalSeconds:0.0} s.");

        if (output is not null)
            ReportFolder.Write(result, output);

        Print(result, parse.GetValue(_format) ?? DefaultFormat(terminal), output, terminal);
        if (result.ExitCode == ExitCode.NothingToScan)
            terminal.Complain($"No image with a class is in {Quote.Of(result.Dataset.Root)}. Put the images into one folder for each class, or give a manifest.");

        return result.ExitCode;
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

    private static void CheckDepth(string depth)
    {
        if (depth is "standard" or "deep")
            throw new UsageException($"This version has only the fast depth, not {depth}. Leave --depth out.");
        if (depth != "fast")
            throw new UsageException($"{Quote.Of(depth)} is not a depth.{Suggestion.For(depth, ["fast"])} This version has only the fast depth.");
    }

    private string? ReadLabels(ParseResult parse)
    {
        var labels = parse.GetValue(_labels);
        if (labels is not null && parse.GetRequiredValue(_datasets).Length > 1)
            throw new UsageException("--labels is for one dataset at a time: its paths begin in it.");
        if (labels is not null && !File.Exists(labels))
            throw new UsageException($"There is no file {Quote.Of(labels)}. Give a CSV or JSONL file with paths and labels.");

        return labels;
    }

    private ScanOptions ReadOptions(ParseResult parse)
    {
        var disabled = parse.GetValue(_disable)!
            .SelectMany(id => id == AllRules ? _rules.Descriptors : [_rules.Get(id)])
            .Select(rule => rule.Id)
            .Except(parse.GetValue(_enable)!.Select(id => _rules.Get(id).Id).ToList(), StringComparer.Ordinal);
        var defaults = new ScanOptions();
        return defaults with
        {
            Jobs = parse.GetValue(_jobs) ?? defaults.Jobs,
            Seed = parse.GetValue(_seed) ?? defaults.Seed,
            FailOn = Enum.Parse<FailOn>(parse.GetRequiredValue(_failOn), ignoreCase: true),
            Labels = ReadLabels(parse),
            Disabled = disabled.ToHashSet(StringComparer.Ordinal),
        };
    }
}
