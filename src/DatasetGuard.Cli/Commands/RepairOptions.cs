using System.CommandLine;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Repair;

namespace DatasetGuard.Cli.Commands;

/// <summary>How a repair takes a model, images, and what is known of the attack.</summary>
internal sealed class RepairOptions
{
    private const string WeightsExtension = ".safetensors";

    private readonly Argument<string> _model;
    private readonly Option<string[]> _data = new("--data") { Description = "Clean images of all classes of the model, 20 of each at least, best such as it was not trained on: half are learned from, and half judge.", HelpName = "DATASET", Required = true };
    private readonly Option<string> _output = new("--output", "-o") { Description = "The folder for the repaired model: model.safetensors, model.json, model.onnx, repair.json and model-card.md; new or empty.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _method = new Option<string?>("--method") { Description = "auto (the default) tries all that fit and keeps the best. unlearn trains on images with the trigger and their own labels; prune cuts off the channels that the trigger lights up; both does both; fine-prune cuts off what sleeps on clean images and trains on; abl unlearns the suspects of the training set." }.OneOf(RepairMethods.Names);
    private readonly Option<string?> _target = new("--target") { Description = "Take out the smallest trigger into this class, also where the audit does not name it.", HelpName = "CLASS" };
    private readonly Option<bool> _suspected = new("--suspected") { Description = "Also take out triggers that the audit only suspects, such as of one class into another." };
    private readonly Option<double?> _budget = new Option<double?>("--prune-budget") { Description = "What fine-prune may cost of the clean images before it trains on, as a share; 0.04 unless given." }.NumberFrom(0, 1);
    private readonly Option<string?> _train = new("--train") { Description = "What the model was trained on; with --suspects.", HelpName = "DATASET" };
    private readonly Option<string?> _suspects = new("--suspects") { Description = "What a scan of --train wrote with --output, or its quarantine.csv.", HelpName = "DIR|FILE" };

    public RepairOptions(Command command)
    {
        _model = new Argument<string>("MODEL") { Description = "The folder that 'datasetguard train' wrote. It is not changed." }.NoOptions(command);
        command.Add(_model);
    }

    public IEnumerable<Option> All => [_data, _output, _method, _target, _suspected, _budget, _train, _suspects];

    /// <exception cref="UsageException">Something is not there, goes not together, or would be lost.</exception>
    public RepairRequest Read(ParseResult parse)
    {
        var (train, suspects) = (parse.GetValue(_train), parse.GetValue(_suspects));
        var method = parse.GetValue(_method) ?? RepairMethods.Auto;
        if (train is null != suspects is null)
            throw new UsageException("--train and --suspects belong together: what the model was trained on, and what a scan suspects of it. Give both, or none.");
        if (method == RepairMethods.Isolated && train is null)
            throw new UsageException($"--method {RepairMethods.Isolated} unlearns the suspects of the training set. Name it with --train, and the report of a scan of it with --suspects.");

        if (train is not null && method is not (RepairMethods.Auto or RepairMethods.Isolated))
            throw new UsageException($"--train and --suspects are for --method {RepairMethods.Isolated} or {RepairMethods.Auto}: {method} does not use them. Leave them out.");
        if (parse.GetValue(_budget) is not null && method is not (RepairMethods.Auto or RepairMethods.FinePruned))
            throw new UsageException($"--prune-budget is for --method {RepairMethods.FinePruned} or {RepairMethods.Auto}: {method} does not use it. Leave it out.");

        string[] data = parse.GetRequiredValue(_data);
        Array.ForEach([.. data, .. train is null ? [] : (string[])[train]], DatasetOptions.CheckExists);
        var model = CheckedModel(parse.GetRequiredValue(_model), [.. data, .. train is null ? [] : (string[])[train]]);
        var defaults = new RepairSettings();
        return new RepairRequest(model, data, CheckedOutput(parse.GetRequiredValue(_output), model, data))
        {
            Method = method,
            Target = parse.GetValue(_target),
            TakesSuspected = parse.GetValue(_suspected),
            PruningBudget = parse.GetValue(_budget) ?? defaults.PruningBudget,
            Train = train,
            Suspects = suspects,
        };
    }

    private static string CheckedModel(string path, IReadOnlyList<string> datasets)
    {
        if (!Path.Exists(path))
            throw new UsageException($"There is no model at {Quote.Of(path)}. Give a folder that 'datasetguard train' wrote.");
        if (!Directory.Exists(path) && !path.EndsWith(WeightsExtension, StringComparison.Ordinal) && Path.GetFileName(path) != ModelJson.FileName)
            throw new UsageException($"The weights of {Quote.Of(path)} cannot be changed: only a folder that 'datasetguard train' wrote can be repaired, and no ONNX model or TorchScript module. Train anew without the suspects of a scan ('datasetguard train --suspects').");

        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        return ConfigurationSearch.IsInside(Path.Combine(folder, ModelJson.FileName), datasets)
            ? throw new UsageException($"The model {Quote.Of(path)} lies in the dataset, whose files may be anybody's. Give one that lies elsewhere.")
            : folder;
    }

    private static string CheckedOutput(string folder, string model, IReadOnlyList<string> datasets)
    {
        if (folder.Length == 0)
            throw new UsageException("--output has no name. Give a folder.");
        if (File.Exists(folder))
            throw new UsageException($"{Quote.Of(folder)} is a file. Give a folder for the repaired model.");
        if (ConfigurationSearch.IsInside(Path.Combine(ScanSettings.NearestFolder(folder), ModelJson.FileName), datasets))
            throw new UsageException($"The folder {Quote.Of(folder)} lies in the dataset, which would no longer be what it was. Give one elsewhere.");
        if (Directory.Exists(folder) && Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) == Path.GetFullPath(model).TrimEnd(Path.DirectorySeparatorChar))
            throw new UsageException($"{Quote.Of(folder)} is the folder of the model itself, which is never written over. Give another one.");

        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
            ? throw new UsageException($"{Quote.Of(folder)} is not empty, and nothing is written over. Give a new folder.")
            : folder;
    }
}
