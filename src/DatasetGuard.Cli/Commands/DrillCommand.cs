using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.RedTeam.Drills;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>drill</c>: what this configuration would catch on this data, and what it would miss.</summary>
internal sealed class DrillCommand : CliCommand
{
    private const string TextFormat = "text";
    private const string DefaultAttacks = "checker,blend:0.1,sin:20:6:0,corner,shape,noise:10,label-flip";
    private const string DefaultRates = "0.01,0.05";
    private const string DefaultSeeds = "1";

    private readonly TimeProvider _time;
    private readonly ScanRunner _runner;
    private readonly ScanSettings _settings;
    private readonly Option<string[]> _attacks = new("--attacks")
    {
        Description = $"Attacks as 'poison' takes them, with commas; behind one +clean-label, +source=CLASS or +cover=SHARE. {DefaultAttacks} unless given.",
        HelpName = "LIST",
    };

    private readonly Option<string?> _rates = new("--rates") { Description = $"Shares of the images, or with +clean-label of the target class, that are poisoned. {DefaultRates} unless given.", HelpName = "LIST" };
    private readonly Option<string?> _seeds = new("--seeds") { Description = $"Each attack at each rate is tried once for each: 1,2,3 or 1-3. {DefaultSeeds} unless given.", HelpName = "LIST" };
    private readonly Option<string?> _target = new("--target") { Description = "The class that the attacker wants; the first by name unless given.", HelpName = "CLASS" };
    private readonly Option<string?> _fromReport = new("--from-report") { Description = "A drill.json, whose attacks, rates, seeds and target are tried again, but for what is given here.", HelpName = "FILE" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "A folder for drill.html, drill.json, drill.md and the heat map drill.png.", HelpName = "DIR" };
    private readonly Option<string?> _format = new Option<string?>("--format") { Description = "What stdout gets; text unless given." }.OneOf([TextFormat, "json", "markdown"]);

    public DrillCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
        : base("drill", "Poisons a dataset in memory in known ways, scans each, and tells what was caught.", openTerminal)
    {
        _time = time;
        _runner = new ScanRunner(rules, time);
        _settings = new ScanSettings(rules, this);
        foreach (var option in new Option[] { _attacks, _rates, _seeds, _target, _fromReport, _output, _format }.Concat(_settings.Options))
            Add(option);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard drill data/train", "try some attacks at 1 and 5 %, and see which the scan would catch on this data"),
        ("datasetguard drill data/train --depth standard --seeds 1-3 --output drill", "look deeper, three times each, and draw a heat map"),
        ("datasetguard drill data/train --attacks checker,blend:0.2+clean-label --rates 0.2 --target cat", "two attacks on one class"),
        ("datasetguard drill data/train --from-report drill/drill.json", "the same again, after a change of the configuration"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var request = _settings.Read(parse, terminal);
        if (request.Paths.Count != 1)
            throw new UsageException($"A drill is for one dataset at a time, not {request.Paths.Count:N0}.");
        if (request.Options.FailOn == FailOn.None)
            throw new UsageException("failOn is none in the configuration: then no scan fails, and nothing could be caught. Set another level.");

        var earlier = parse.GetValue(_fromReport) is { } report ? DrillJson.ReadPlan(report) : ((DrillPlan Plan, int ScanSeed)?)null;
        if (earlier is { } known && !_settings.NamesSeed(parse))
            request = request with { Options = request.Options with { Seed = known.ScanSeed } };

        var plan = ReadPlan(parse, earlier?.Plan);
        var baseline = request.Configuration.Baseline is { } path ? BaselineFile.Read(path) : null;
        var scans = new DrillScans(
            (progress, token) => Accept(_runner.Scan(request, terminal, progress, token), baseline),
            (reader, progress, token) => Accept(_runner.Scan(request, reader, terminal, progress, token), baseline));
        AttackMeter? meter = request.Options.Depth >= ScanDepth.Standard ? new TrialNetwork(hasHighPass: true).Measure : null;
        var drill = new Drill(new DrillSource(request.Paths[0], request.Format, request.Options), scans, meter, _time);
        var result = DrillProgress.Run(terminal, _time, (step, progress) => drill.Run(plan, step, progress, cancellationToken));

        var output = parse.GetValue(_output);
        if (output is not null)
            DrillFolder.Write(result, output);

        Print(result, parse.GetValue(_format) ?? TextFormat, output, terminal);
        Complain(result, terminal);
        return result.ExitCode;
    }

    private static Core.Scanning.ScanResult Accept(Core.Scanning.ScanResult result, Baseline? baseline) => baseline is null ? result : BaselineStage.Apply(result, baseline);

    private DrillPlan ReadPlan(ParseResult parse, DrillPlan? earlier) => new()
    {
        Attacks = parse.GetValue(_attacks) is { Length: > 0 } attacks ? DrillLists.Attacks(attacks) : earlier?.Attacks ?? DrillLists.Attacks([DefaultAttacks]),
        Rates = parse.GetValue(_rates) is { } rates ? DrillLists.Rates(rates) : earlier?.Rates ?? DrillLists.Rates(DefaultRates),
        Seeds = parse.GetValue(_seeds) is { } seeds ? DrillLists.Seeds(seeds) : earlier?.Seeds ?? DrillLists.Seeds(DefaultSeeds),
        Target = parse.GetValue(_target) ?? earlier?.Target,
    };

    private static void Print(DrillResult result, string format, string? output, Terminal terminal)
    {
        switch (format)
        {
            case "json":
                DrillJson.Write(result, terminal.ResultBytes);
                break;
            case "markdown":
                DrillMarkdown.Write(result, terminal.ResultBytes);
                break;
            default:
                new DrillTable(terminal.Result, output).Write(result);
                break;
        }
    }

    private static void Complain(DrillResult result, Terminal terminal)
    {
        if (result.ExitCode == ExitCode.NothingToScan)
            terminal.Complain($"{result.Scan.NothingToScan} There is nothing to drill on.");
        else if (result.ExitCode == ExitCode.Incomplete)
            terminal.Complain("Not every scan ran to its end, so the table says less than it seems to. 'datasetguard scan' says more.");
    }
}
