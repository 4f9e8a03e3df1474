using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>train</c>: a classifier that gives away less of its training images, and the measure of how much it still does.</summary>
internal sealed class TrainCommand : CliCommand
{
    private const string Strong = "strong";
    private const string CrossEntropy = "cross-entropy";

    /// <summary>How many times as wide as the surrogate of a scan.</summary>
    private static readonly Dictionary<string, int> Widenings = new(StringComparer.Ordinal) { ["small"] = 1, ["medium"] = 2, ["large"] = 4 };

    private readonly TimeProvider _time;
    private readonly ConfigurationOptions _configuration;
    private readonly Argument<string[]> _datasets;
    private readonly Option<string> _output = new("--output", "-o") { Description = "The folder for model.safetensors, model.json, model.onnx, train.json and model-card.md; new or empty. It also holds the checkpoint until the end.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _holdout = new("--holdout") { Description = "Other images of the same classes, which choose the epoch and are what the training images are compared with. A tenth of each class unless given.", HelpName = "DATASET" };
    private readonly Option<string?> _suspects = new("--suspects") { Description = "What a scan wrote with --output, or its quarantine.csv: what is in quarantine is not trained on.", HelpName = "DIR|FILE" };
    private readonly Option<string?> _privacy = new Option<string?>("--privacy") { Description = "standard (the default): moved pictures, dropout and an early stop. strong: each image is taught only by networks that never saw it, which gives least away, takes about twice the time and costs some points of accuracy on clean data." }.OneOf([.. TrainingSettings.Privacies]);
    private readonly Option<string?> _loss = new Option<string?>("--loss") { Description = "margin (the default) parts the classes further in feature space, beside cross-entropy. It does not make the model give away less." }.OneOf([.. TrainingSettings.Losses]);
    private readonly Option<string?> _network = new Option<string?>("--network") { Description = "How wide the convolutional network is; small unless given." }.OneOf([.. TrainingSettings.Networks]);
    private readonly Option<int?> _epochs = new Option<int?>("--epochs") { Description = "Passes over the images at most; 24 unless given." }.WholeFrom(1);
    private readonly Option<bool> _flips = new("--flips") { Description = "Also turn pictures left to right, which makes the model better on photos; not for digits, letters and signs." };
    private readonly Option<int?> _shift = new Option<int?>("--shift") { Description = "Pixels by which pictures are moved at most; a tenth of the side unless given." }.WholeFrom(0);
    private readonly Option<double?> _dropout = new("--dropout") { Description = "The share of the features that each step hides, from 0 to 0.9; 0 with --flips or strong privacy, else 0.25.", HelpName = "SHARE" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the run that was broken off in the folder, to the same weights." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the model in the folder." };
    private readonly Option<string?> _datasetFormat = DatasetOptions.Format();
    private readonly Option<string?> _labels = DatasetOptions.Labels();
    private readonly Option<int?> _seed = new Option<int?>("--seed") { Description = "Where chance begins; the same seed gives the same weights." }.WholeFrom(int.MinValue);
    private readonly Option<int?> _jobs = new Option<int?>("--jobs", "-j") { Description = "Threads at the same time; all processors unless given. Training itself takes one." }.WholeFrom(1);

    public TrainCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
        : base("train", "Trains a classifier that gives away less of its images, and measures how much it still does.", openTerminal)
    {
        _time = time;
        _configuration = new ConfigurationOptions(rules);
        _datasets = new Argument<string[]>("DATASET") { Description = $"{DatasetOptions.Kinds} What dataset.path of the configuration names unless given.", Arity = ArgumentArity.ZeroOrMore }.NoOptions(this);
        _dropout.Validators.Add(result =>
        {
            if (!double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var share) || share is not (>= 0 and <= 0.9))
                result.AddError($"--dropout is a share from 0 to 0.9, not {Quote.Of(result.Tokens[0].Value)}.");
        });
        Add(_datasets);
        foreach (var option in new Option[] { _output, _holdout, _suspects, _privacy, _loss, _network, _epochs, _flips, _shift, _dropout, _resume, _overwrite, _datasetFormat, _labels, _jobs, _seed }.Concat(_configuration.Options))
            Add(option);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard train data/train --output model", "train with what is safe for any pictures, and hold out a tenth to judge by"),
        ("datasetguard train data/train --output model --flips --holdout data/test", "photos, which may be turned left to right, judged by other ones"),
        ("datasetguard train data/train --output model --suspects report", "leave out what 'datasetguard scan data/train --output report' put into quarantine"),
        ("datasetguard train data/train --output model --privacy strong", "give as little away as possible, at some cost in accuracy"),
        ("datasetguard train data/train --output model --resume", "go on after a run was killed"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var named = parse.GetValue(_datasets)!;
        Array.ForEach(named, DatasetOptions.CheckExists);
        var all = _configuration.Read(parse, named, terminal);
        var paths = named.Length > 0 ? named : [.. all.Dataset.Paths];
        if (paths.Length == 0)
            throw new UsageException($"No dataset is named. Give {DatasetFormats.Kinds}, or set dataset.path in datasetguard.yaml.");

        Array.ForEach([.. paths, .. parse.GetValue(_holdout) is { } other ? [other] : Array.Empty<string>()], DatasetOptions.CheckExists);
        var folder = new TrainFolder(parse.GetRequiredValue(_output), parse.GetValue(_resume), parse.GetValue(_overwrite), paths);
        var suspects = parse.GetValue(_suspects) is { } list ? ReadSuspects(list) : null;
        var defaults = new ScanOptions();
        var options = defaults with
        {
            Jobs = parse.GetValue(_jobs) ?? all.Jobs ?? defaults.Jobs,
            Seed = parse.GetValue(_seed) ?? all.Seed ?? defaults.Seed,
            Labels = ScanSettings.CheckedLabels(parse.GetValue(_labels) ?? (named.Length == 0 ? all.Dataset.Labels : null), paths.Length),
            Limits = all.Limits,
        };
        var format = parse.GetValue(_datasetFormat) ?? (named.Length == 0 ? all.Dataset.Format : null) ?? "auto";
        LibTorch.EnsureLoaded();
        var (dataset, set) = StageProgress.Run(terminal, _time, progress =>
        {
            using var data = new TrainData(options, format, progress);
            return data.Load(paths, parse.GetValue(_holdout), suspects, cancellationToken);
        });
        if (set is null)
        {
            terminal.Complain("The dataset has no image with a class that can be decoded. Put images into one folder for each class, or give a manifest.");
            return ExitCode.NothingToScan;
        }

        Say(set, terminal);
        var outcome = Train(Settings(parse, all.Training), set, dataset, suspects?.Report, options, folder, terminal, cancellationToken);
        folder.Write(outcome);
        TrainSummary.Write(outcome, parse.GetRequiredValue(_output), terminal.Result);
        return ExitCode.Success;
    }

    private static SuspectList ReadSuspects(string path)
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
        TrainingSettings settings, TrainingSet set, Dataset dataset, ScanReport? scan, ScanOptions options, TrainFolder folder, Terminal terminal, CancellationToken cancellationToken)
    {
        var images = set.Images.Images;
        var recipe = Recipe(settings, set, options);
        var shape = NetworkShape.Classifier(images.Channels, Math.Min(images.Height, images.Width), Widenings[settings.Network ?? "small"], set.Classes.Count);
        if (settings.Privacy == Strong)
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
            Height = images.Height,
            Width = images.Width,
            Classes = set.Classes,
            DatasetRoot = dataset.Root,
            DatasetDigest = dataset.Digest,
            ScanVerdict = scan is null ? null : JsonText.Name(scan.Verdict),
            Seed = recipe.Seed,
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

    /// <summary>The command line weighs more than the configuration.</summary>
    private TrainingSettings Settings(ParseResult parse, TrainingSettings configured) => configured with
    {
        Network = parse.GetValue(_network) ?? configured.Network,
        Loss = parse.GetValue(_loss) ?? configured.Loss,
        Privacy = parse.GetValue(_privacy) ?? configured.Privacy,
        Epochs = parse.GetValue(_epochs) ?? configured.Epochs,
        Flips = parse.GetResult(_flips) is { Implicit: false } ? parse.GetValue(_flips) : configured.Flips,
        Shift = parse.GetValue(_shift) ?? configured.Shift,
        Dropout = parse.GetValue(_dropout) ?? configured.Dropout,
    };

    private static TrainingRecipe Recipe(TrainingSettings settings, TrainingSet set, ScanOptions options)
    {
        var defaults = new TrainingRecipe();
        var images = set.Images.Images;
        var flips = settings.Flips ?? false;
        return defaults with
        {
            Epochs = settings.Epochs ?? defaults.Epochs,
            MarginWeight = settings.Loss == CrossEntropy ? 0 : defaults.MarginWeight,
            Dropout = settings.Dropout ?? (flips || settings.Privacy == Strong ? 0 : TrainingRecipe.DropoutWithoutFlips),
            Augmentation = new Augmentation { Shift = settings.Shift ?? Augmentation.ShiftFor(images.Height, images.Width), Flips = flips },
            Seed = options.Seed,
            Jobs = options.Jobs,
        };
    }

    private static void Say(TrainingSet set, Terminal terminal)
    {
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
