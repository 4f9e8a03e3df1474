using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>audit</c>: what a model gives away of the images that it was trained on, and what triggers turn images into its classes.</summary>
internal sealed class AuditCommand : CliCommand
{
    private const string TextFormat = "text";
    private const string Deep = "deep";
    private static readonly string[] Depths = ["standard", Deep];
    private static readonly string[] Formats = [TextFormat, "json", "markdown", "github", "msbuild"];

    private readonly TimeProvider _time;
    private readonly ConfigurationOptions _configuration;
    private readonly AuditedModelOptions _model = new();
    private readonly AuditDataOptions _data;
    private readonly Option<string?> _output = new("--output", "-o") { Description = "A folder for audit.html, audit.json, audit.md, report.json, and the pictures roc.png, scores.png, triggers.png and interpolations.png of what was measured.", HelpName = "DIR" };
    private readonly Option<string?> _format = new Option<string?>("--format") { Description = "What stdout gets; text unless given, or github where GITHUB_ACTIONS is true." }.OneOf(Formats);
    private readonly Option<string?> _failOn = new Option<string?>("--fail-on") { Description = "The least level that fails with exit code 1; error unless given." }.OneOf(Vocabulary.FailOns);
    private readonly Option<double?> _maxAuc = Budget("--max-auc", 0.5, "The budget: the AUC over all classes that the strongest attack may reach, with the upper end of its interval.");
    private readonly Option<double?> _maxWorstClassAuc = Budget("--max-worst-class-auc", 0.5, "The same for any class.");
    private readonly Option<double?> _maxTpr = Budget("--max-tpr", 0.01, "The share of the members that may be found by an attacker who calls 1 % of the others a member.");
    private readonly Option<int?> _shadows = new("--shadows") { Description = "Train so many models on halves of the images, an even number, and attack with them as well (LiRA and RMIA). Takes as long as so many trainings.", HelpName = "N" };
    private readonly Option<string?> _canaries = new("--canaries") { Description = "A CSV file whose first column, path, names members that got a wrong label on purpose: they are compared apart.", HelpName = "FILE" };
    private readonly Option<string?> _depth = new Option<string?>("--depth") { Description = "standard (the default), or deep: with --data also draw the ways between the classes, and how far along them images are turned. Takes about a minute more." }.OneOf(Depths);
    private readonly Option<int?> _seed = new Option<int?>("--seed") { Description = "Where chance begins; the same seed gives the same report." }.WholeFrom(int.MinValue);
    private readonly Option<int?> _jobs = new Option<int?>("--jobs", "-j") { Description = "Threads at the same time; all processors unless given." }.WholeFrom(1);

    public AuditCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
        : base("audit", "Measures what a model gives away of its training images, and looks for a backdoor in it.", openTerminal)
    {
        _time = time;
        _configuration = new ConfigurationOptions(rules);
        Add(_model.Argument(this));
        _data = new AuditDataOptions(this);
        _shadows.CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, out var count) && count >= 2 && count % 2 == 0)
                return count;

            result.AddError($"--shadows is an even number from 2 on, not {Quote.Of(result.Tokens[0].Value)}.");
            return null;
        };
        foreach (var option in _data.Options.Concat([_output, _format, _failOn, _depth, _maxAuc, _maxWorstClassAuc, _maxTpr, _shadows, _canaries]).Concat(_model.Options).Concat(_configuration.Options).Concat([_jobs, _seed]))
            Add(option);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard audit model data", "of a model that 'datasetguard train data --output model' made; what it held out is compared with what it saw"),
        ("datasetguard audit model --members data/train --nonmembers data/test", "compare with other images"),
        ("datasetguard audit model data --shadows 4 --output audit", "also attack with models trained alike, and write reports and curves"),
        ("datasetguard audit model data --max-auc 0.6 --max-worst-class-auc 0.65", "fail where the model gives away more"),
        ("datasetguard audit model --data data/test --output audit", "look for triggers of a backdoor with images of all classes, and draw them"),
        ("datasetguard audit model --data data/test --depth deep --output audit", "also draw the ways between the classes"),
        ("datasetguard audit net.onnx data --classes classes.txt --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225", "a model from elsewhere, on data with splits train and test"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var named = _data.Named(parse);
        var all = _configuration.Read(parse, named, terminal);
        var request = _data.Read(parse, all, ReadOptions(parse, all));
        if (parse.GetValue(_depth) == Deep && request.Data.Count == 0)
            throw new UsageException("--depth deep draws the ways between the classes of --data, and none are given. Name images of all classes with --data.");

        var output = parse.GetValue(_output) is { } folder ? new AuditFolder(folder, request.Everything) : null;
        var canaries = parse.GetValue(_canaries) is { } list ? AuditDataOptions.ReadCanaries(list) : null;
        if (canaries is not null && request.Members.Count == 0)
            throw new UsageException("--canaries names members, and none are given. Name what the model was trained on with --members.");

        LibTorch.EnsureLoaded();
        using var model = _model.Open(parse, request.Everything);
        var report = StageProgress.Run(terminal, _time, progress => Measure(parse, all, request, model, canaries, progress, cancellationToken));
        var judged = report.Judged with { Configuration = all.File, Repository = RepositoryFolder.Around(terminal.Folder) };
        output?.Write(report);
        Print(parse.GetValue(_format) ?? (terminal.Variable("GITHUB_ACTIONS") == "true" ? "github" : TextFormat), report, judged, parse.GetValue(_output), terminal);
        return judged.ExitCode;
    }

    private AuditReport Measure(
        ParseResult parse, ScanConfiguration all, AuditRequest request, AuditedModel model, IReadOnlySet<string>? canaries, IScanProgress progress, CancellationToken cancellationToken)
    {
        using var reader = new AuditReader(request, progress);
        var (triggers, hindrance) = request.Data.Count == 0 ? default : LookForTriggers(request, reader, model, parse.GetValue(_depth) == Deep, progress, cancellationToken);
        if (request.Members.Count == 0)
            return triggers is null ? throw new AuditException($"{hindrance} Nothing else was asked for: name members with --members to measure what the model gives away.") : new AuditReport(null, triggers);

        var audit = MeasureMembership(parse, request, reader, model, canaries, progress, cancellationToken);
        return new AuditReport((audit, MembershipGate.Judge(audit, ReadBudget(parse, all.Training.MembershipBudget), request.Options)), triggers) { NoTriggers = hindrance };
    }

    private static ((TriggerResult Result, ScanResult Judged)? Found, string? Hindrance) LookForTriggers(
        AuditRequest request, AuditReader reader, AuditedModel model, bool isDeep, IScanProgress progress, CancellationToken cancellationToken)
    {
        var source = reader.ReadData(cancellationToken);
        using var gradients = model.BindGradients(source.Data.Views.Geometry);
        if (gradients is null)
            return (null, "Triggers: not available. They are found by gradients, which an ONNX model does not give, nor a linear probe, whose encoder is one: audit the folder of another network that 'datasetguard train' wrote, or a TorchScript module.");

        var data = TriggerData.Of(source, model.Classes ?? source.Data.Dataset.Classes, gradients, request.Options.Seed, cancellationToken);
        var result = TriggerAudit.Run(data, gradients, new AuditSettings { Seed = request.Options.Seed, Jobs = request.Options.Jobs, IsDeep = isDeep }, progress, cancellationToken);
        return ((result, TriggerGate.Judge(result, request.Options)), null);
    }

    private AuditResult MeasureMembership(
        ParseResult parse, AuditRequest request, AuditReader reader, AuditedModel model, IReadOnlySet<string>? canaries, IScanProgress progress, CancellationToken cancellationToken)
    {
        var data = reader.Read(model, cancellationToken);
        if (canaries is not null)
            data = data.WithCanaries(canaries);

        using var classifier = model.Bind(data.Members.Views.Geometry, "--members");
        var settings = new AuditSettings
        {
            Seed = request.Options.Seed,
            Jobs = request.Options.Jobs,
            Shadows = parse.GetValue(_shadows) is { } count ? model.Shadows(count, request.Options.Jobs, progress) : null,
        };
        return MembershipAudit.Run(data, classifier, settings, progress, cancellationToken);
    }

    private ScanOptions ReadOptions(ParseResult parse, ScanConfiguration all)
    {
        var defaults = new ScanOptions();
        return defaults with
        {
            Jobs = parse.GetValue(_jobs) ?? all.Jobs ?? defaults.Jobs,
            Seed = parse.GetValue(_seed) ?? all.Seed ?? defaults.Seed,
            FailOn = parse.GetValue(_failOn) is { } word ? Vocabulary.FailOn(word) : all.FailOn ?? defaults.FailOn,
            Disabled = all.Rules.Where(pair => pair.Value.IsOff).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal),
            Rules = all.Rules,
            Limits = all.Limits,
        };
    }

    private MembershipBudget ReadBudget(ParseResult parse, MembershipBudget configured) => new()
    {
        Auc = parse.GetValue(_maxAuc) ?? configured.Auc,
        WorstClassAuc = parse.GetValue(_maxWorstClassAuc) ?? configured.WorstClassAuc,
        TprAtOnePercent = parse.GetValue(_maxTpr) ?? configured.TprAtOnePercent,
    };

    private static void Print(string format, AuditReport report, ScanResult judged, string? output, Terminal terminal)
    {
        switch (format)
        {
            case "json":
                AuditJson.Write(report, terminal.ResultBytes);
                break;
            case "markdown":
                AuditMarkdown.Write(report, terminal.ResultBytes);
                break;
            case TextFormat:
                new AuditText(terminal.Result, output).Write(report);
                break;
            default:
                // They tell themselves what cannot be judged.
                ReportFormats.Find(format)!.Write(judged, terminal.ResultBytes);
                return;
        }

        foreach (var run in judged.Rules.Where(run => run.Status == RuleStatus.Failed))
            terminal.Complain($"{(run.Rule.Id.StartsWith("DG31", StringComparison.Ordinal) ? $"The budget of {run.Rule.Id}" : run.Rule.Id)} cannot be judged, so this is no pass. {run.Reason}");
    }

    private static Option<double?> Budget(string name, double least, string description) => new Option<double?>(name) { Description = description }.NumberFrom(least, 1);
}
