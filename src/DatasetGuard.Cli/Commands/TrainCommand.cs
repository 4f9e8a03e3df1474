using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>train</c>: a classifier that gives away less of its training images, and the measure of how much it still does.</summary>
internal sealed class TrainCommand : CliCommand
{
    private readonly TimeProvider _time;
    private readonly ConfigurationOptions _configuration;
    private readonly Argument<string[]> _datasets;
    private readonly Option<string> _output = new("--output", "-o") { Description = "The folder for model.safetensors, model.json, model.onnx, train.html, train.json, report.json and model-card.md, of a linear probe also probe.onnx; new or empty. It also holds the checkpoint until the end.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _holdout = new("--holdout") { Description = "Other images of the same classes, which choose the epoch and are what the training images are compared with. A tenth of each class unless given.", HelpName = "DATASET" };
    private readonly Option<string?> _suspects = new("--suspects") { Description = "What a scan wrote with --output, or its quarantine.csv: what is in quarantine is not trained on.", HelpName = "DIR|FILE" };
    private readonly Option<bool> _noGate = new("--no-gate") { Description = "Train although the scan that --suspects names is incomplete: what it did not look at is trained on." };
    private readonly TrainOptions _how = new();
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the run that was broken off in the folder, to the same weights." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the model in the folder." };
    private readonly Option<string?> _datasetFormat = DatasetOptions.Format();
    private readonly Option<string?> _labels = DatasetOptions.Labels();
    private readonly Option<int?> _seed = new Option<int?>("--seed") { Description = "Where chance begins; the same seed gives the same weights, but not with differential privacy, whose noise nobody may know." }.WholeFrom(int.MinValue);
    private readonly Option<int?> _jobs = new Option<int?>("--jobs", "-j") { Description = "Threads at the same time; all processors unless given. Training itself takes one, but for differential privacy." }.WholeFrom(1);

    public TrainCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
        : base("train", "Trains a classifier that gives away less of its images, and measures how much it still does.", openTerminal)
    {
        _time = time;
        _configuration = new ConfigurationOptions(rules);
        _datasets = new Argument<string[]>("DATASET") { Description = $"{DatasetOptions.Kinds} What dataset.path of the configuration names unless given.", Arity = ArgumentArity.ZeroOrMore }.NoOptions(this);
        Add(_datasets);
        foreach (var option in (Option[])[_output, _holdout, _suspects, _noGate, .. _how.All, _resume, _overwrite, _datasetFormat, _labels, _jobs, _seed, .. _configuration.Options])
            Add(option);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard train data/train --output model", "train with what is safe for any pictures, and hold out a tenth to judge by"),
        ("datasetguard train data/train --output model --flips --holdout data/test", "photos, which may be turned left to right, judged by other ones"),
        ("datasetguard train data/train --output model --suspects report", "leave out what 'datasetguard scan data/train --output report' put into quarantine"),
        ("datasetguard train data/train --output model --privacy strong", "give as little away as possible, at some cost in accuracy"),
        ("datasetguard train data/train --output model --privacy differential --epsilon 3", "promise that no single image did more than epsilon, at a large cost in accuracy"),
        ("datasetguard train data/train --output model --network linear --features encoder.onnx", "one layer on what a frozen encoder sees, which takes seconds"),
        ("datasetguard train data/train --output model --resume", "go on after a run was killed"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var named = parse.GetValue(_datasets)!;
        Array.ForEach(named, DatasetOptions.CheckExists);
        var all = _configuration.Read(parse, named, terminal);
        var configured = all.Dataset.Of(named);
        string[] paths = [.. configured.Paths];
        if (paths.Length == 0)
            throw new UsageException($"No dataset is named. Give {DatasetFormats.Kinds}, or set dataset.path in datasetguard.yaml.");

        string[] everything = [.. paths, .. parse.GetValue(_holdout) is { } other ? [other] : Array.Empty<string>()];
        Array.ForEach(everything, DatasetOptions.CheckExists);
        var folder = new TrainFolder(parse.GetRequiredValue(_output), parse.GetValue(_resume), parse.GetValue(_overwrite), paths);
        var suspects = parse.GetValue(_suspects) is { } list ? ReadSuspects(list) : null;
        if (suspects?.Report is { Verdict: Verdict.Incomplete } && !parse.GetValue(_noGate))
        {
            terminal.Complain($"The scan of {Quote.Of(parse.GetValue(_suspects)!)} is incomplete: what it did not look at may be poisoned, so nothing is trained. Scan to the end, or give --no-gate.");
            return ExitCode.Incomplete;
        }

        var defaults = new ScanOptions();
        var options = defaults with
        {
            Jobs = parse.GetValue(_jobs) ?? all.Jobs ?? defaults.Jobs,
            Seed = parse.GetValue(_seed) ?? all.Seed ?? defaults.Seed,
            Labels = ScanSettings.CheckedLabels(parse.GetValue(_labels) ?? configured.Labels, paths.Length),
            FailOn = all.FailOn ?? defaults.FailOn,
            Disabled = all.Rules.Where(pair => pair.Value.IsOff).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal),
            Rules = all.Rules,
            Limits = all.Limits,
        };
        var format = parse.GetValue(_datasetFormat) ?? configured.Format ?? "auto";
        var plan = new TrainPlan(_how.Read(parse, all.Training));
        LibTorch.EnsureLoaded();
        if (plan.IsLinear)
            options = options with { Features = FeatureModel.ReadForProbe(_how.FeaturesOf(parse), all.Features, everything, terminal) };

        var (dataset, set) = StageProgress.Run(terminal, _time, progress =>
        {
            using var data = new TrainData(options, format, progress);
            return data.Load(paths, parse.GetValue(_holdout), suspects, plan.MaxSide, cancellationToken);
        });
        if (set is null)
        {
            terminal.Complain("The dataset has no image with a class that can be decoded. Put images into one folder for each class, or give a manifest.");
            return ExitCode.NothingToScan;
        }

        Say(set, terminal);
        var outcome = Train(plan, set, dataset, suspects?.Report, options, folder, terminal, cancellationToken);
        var exposed = new MeasuredExposure(dataset, set.Classes, outcome.Exposure is { } exposure ? [(TrainingOutcome.AttackTitle, exposure)] : []) { Refusal = outcome.ExposureRefusal };
        var judged = MembershipGate.Judge(exposed, all.Training.MembershipBudget, options) with { Configuration = all.File, Repository = RepositoryFolder.Around(terminal.Folder) };
        folder.Write(outcome, judged);
        TrainSummary.Write(outcome, judged, parse.GetRequiredValue(_output), terminal.Result);
        foreach (var run in judged.Rules.Where(run => run.Status == RuleStatus.Failed))
            terminal.Complain($"The budget of {run.Rule.Id} cannot be judged, so this is no pass. {run.Reason}");

        return judged.ExitCode;
    }

    /// <exception cref="UsageException">It is no list of suspects.</exception>
    public static SuspectList ReadSuspects(string path)
    {
        if (!Path.Exists(path))
            throw new UsageException($"There is no report at {Quote.Of(path)}. Name the folder that 'datasetguard scan --output' wrote.");

        try
        {
            return SuspectList.Read(path);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The suspects of {Quote.Of(path)} cannot be read: {Printable.Text(error.Message.TrimEnd('.'))}. Name the folder that 'datasetguard scan --output' wrote, or its quarantine.csv.");
        }
    }

    private TrainingOutcome Train(
        TrainPlan plan, TrainingSet set, Dataset dataset, ScanReport? scan, ScanOptions options, TrainFolder folder, Terminal terminal, CancellationToken cancellationToken)
    {
        var (width, height) = TrainPlan.Size(set);
        var (shape, recipe) = (plan.Shape(set), plan.Recipe(set, options));
        if (plan.IsStrong)
            set = Taught(set, shape, recipe, terminal, cancellationToken);

        using var stage = new TrainingStage(shape, set.Images, recipe, _time);
        if (folder.Resumes)
        {
            folder.Restore(stage);
            terminal.Say($"Going on after {Prose.Count(stage.Epochs.Count, "epoch")}.");
        }

        try
        {
            TrainBars.Run(terminal, stage, recipe.Epochs, folder.Save, cancellationToken);
        }
        catch (OperationCanceledException) when (stage.Epochs.Count > 0)
        {
            terminal.Say($"What was learned in {Prose.Count(stage.Epochs.Count, "epoch")} is kept: --resume goes on from there.");
            throw;
        }

        var model = new ModelDescription
        {
            Shape = shape,
            Height = height,
            Width = width,
            Classes = set.Classes,
            DatasetRoot = dataset.Root,
            DatasetDigest = dataset.Digest,
            ScanVerdict = scan is null ? null : JsonText.Name(scan.Verdict),
            Seed = recipe.Seed,
            Encoder = set.Encoder?.Record,
        };
        return TrainingOutcome.Measure(stage, set, recipe, model, cancellationToken);
    }

    private TrainingSet Taught(TrainingSet set, NetworkShape shape, TrainingRecipe recipe, Terminal terminal, CancellationToken cancellationToken) =>
        StageProgress.Run(terminal, _time, progress =>
        {
            progress.Begin("Training the teachers", CrossFitting.ImagesSeen(set.Images.Training.Length));
            var gate = new Lock();
            var targets = CrossFitting.Teach(
                shape,
                set.Images,
                set.Groups,
                recipe,
                count =>
                {
                    lock (gate)
                        progress.Advance(count);
                },
                cancellationToken);
            return set with { Images = set.Images with { Targets = targets } };
        });

    private static void Say(TrainingSet set, Terminal terminal)
    {
        if (set.Encoder?.Caveat is { } caveat)
            terminal.Say(caveat);
        if (set.Suspects > 0)
            terminal.Say($"Not trained on: {Prose.Count(set.Suspects, "image")} that the scan suspects.");
        if (set.Unusable > 0)
            terminal.Say($"Left out: {Prose.Count(set.Unusable, "image")} that cannot be decoded or have no class.");
        if (set.OtherSplits > 0)
            terminal.Say($"Left out: {Prose.Count(set.OtherSplits, "image")} of other splits than 'train'.");
        if (set.Overlap > 0)
            terminal.Say($"Left out of the holdout: {Prose.Count(set.Overlap, "image")} that are trained on as well.");
    }
}
