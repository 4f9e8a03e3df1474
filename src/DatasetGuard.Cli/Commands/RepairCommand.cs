using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Repair;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>repair</c>: takes a backdoor out of a model, and measures what that costs.</summary>
internal sealed class RepairCommand : CliCommand
{
    private readonly TimeProvider _time;
    private readonly ConfigurationOptions _configuration;
    private readonly RepairOptions _options;
    private readonly Option<string?> _datasetFormat = DatasetOptions.Format();
    private readonly Option<string?> _labels = DatasetOptions.Labels();
    private readonly Option<int?> _seed = new Option<int?>("--seed") { Description = "Where chance begins; the same seed gives the same weights." }.WholeFrom(int.MinValue);
    private readonly Option<int?> _jobs = new Option<int?>("--jobs", "-j") { Description = "Threads at the same time; all processors unless given. Training itself takes one." }.WholeFrom(1);

    public RepairCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
        : base("repair", "Takes a backdoor out of a model of 'datasetguard train', and measures what that costs.", openTerminal)
    {
        _time = time;
        _configuration = new ConfigurationOptions(rules);
        _options = new RepairOptions(this);
        foreach (var option in (Option[])[.. _options.All, _datasetFormat, _labels, _jobs, _seed, .. _configuration.Options])
            Add(option);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard repair model --data data/test --output repaired", "find the trigger, try every method, and keep the best"),
        ("datasetguard repair model --data data/test --output repaired --method unlearn", "unlearn the trigger, and try nothing else"),
        ("datasetguard repair model --data data/test --output repaired --target cat", "take out the trigger into a class that the audit does not name"),
        ("datasetguard repair model --data data/test --output repaired --train data/train --suspects report", "also unlearn what 'datasetguard scan data/train --output report' put into quarantine"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var request = _options.Read(parse);
        var all = _configuration.Read(parse, request.Data, terminal);
        var defaults = new ScanOptions();
        var options = defaults with
        {
            Jobs = parse.GetValue(_jobs) ?? all.Jobs ?? defaults.Jobs,
            Seed = parse.GetValue(_seed) ?? all.Seed ?? defaults.Seed,
            Labels = ScanSettings.CheckedLabels(parse.GetValue(_labels), request.Data.Length),
            Limits = all.Limits,
        };
        var format = parse.GetValue(_datasetFormat) ?? "auto";
        LibTorch.EnsureLoaded();
        using var model = TrainedModel.Load(request.Model);
        if (model.Description.Shape.IsLinear)
            throw new RepairException("The model is a linear probe: a repair changes convolutions, and those of its encoder are frozen. Train the probe anew without the suspects of a scan ('datasetguard train --suspects'), or on another encoder.");

        var (result, record) = StageProgress.Run(terminal, _time, progress => Repair(request, model, options, format, terminal, progress, cancellationToken));
        if (result.Chosen is not null)
            RepairedFolder.Write(result, model.Description, record, request.Output);

        RepairText.Write(result, request.Output, terminal.Result);
        return result.IsRepaired ? ExitCode.Success : ExitCode.Findings;
    }

    private (RepairResult Result, RepairRecord Record) Repair(
        RepairRequest request, TrainedModel model, ScanOptions options, string format, Terminal terminal, IScanProgress progress, CancellationToken cancellationToken)
    {
        // What can be refused is refused before the long work.
        var known = model.Description;
        if (request.Target is { } target)
            NamedTriggers.LabelOf(target, known.Classes);

        using var reader = new AuditReader(new AuditRequest([], [], request.Data, format, options), progress);
        var source = reader.ReadData(cancellationToken);
        var (images, searched) = RepairData.Of(source, model, options.Seed, cancellationToken);
        if (source.Data.Dataset.Digest == known.DatasetDigest)
            terminal.Complain("The images are those that the model was trained on: what is poisoned among them is taken for clean, and the numbers are too good. Give others where there are any.");

        var trained = request.Train is null ? null : ReadTrained(request, model, options, progress, cancellationToken);
        using var gradients = new NetworkGradients(model.Network, known.Width, known.Height, model.WeightsDigest);
        var audit = TriggerAudit.Run(searched, gradients, new AuditSettings { Seed = options.Seed, Jobs = options.Jobs }, progress, cancellationToken);
        BackdoorTrigger[] triggers = [.. NamedTriggers.Of(audit, request.Target, request.TakesSuspected).Select(BackdoorTrigger.Of)];
        var settings = new RepairSettings
        {
            Method = request.Method,
            PruningBudget = request.PruningBudget,
            Seed = options.Seed,
            Jobs = options.Jobs,
            Time = _time,
            Trained = trained,
        };
        var result = ModelRepair.Run(model.Network, images, triggers, settings, progress, cancellationToken);
        string[] targets = [.. triggers.Select(trigger => known.Classes[trigger.Target]).Distinct(StringComparer.Ordinal)];
        return (result, new RepairRecord(result.Chosen?.Method ?? request.Method, model.WeightsDigest, targets, source.Data.Dataset.Digest));
    }

    private static SuspectedImages ReadTrained(RepairRequest request, TrainedModel model, ScanOptions options, IScanProgress progress, CancellationToken cancellationToken)
    {
        var suspects = TrainCommand.ReadSuspects(request.Suspects!);
        using var reader = new AuditReader(new AuditRequest([request.Train!], [], [], "auto", options with { Labels = null }), progress);
        var source = reader.ReadMembers(cancellationToken);
        if (suspects.Report is { } report && report.Dataset.Digest != source.Data.Dataset.Digest)
            throw new UsageException("The training set is not as it was when it was scanned, so the list of suspects may lack some. Scan it again.");

        return RepairData.Trained(source, model, suspects.Paths, cancellationToken);
    }
}
