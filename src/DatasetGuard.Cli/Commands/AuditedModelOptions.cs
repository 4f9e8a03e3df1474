using System.CommandLine;
using System.Globalization;
using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Cli.Commands;

/// <summary>How an audit takes a model, and what the user knows of it.</summary>
internal sealed class AuditedModelOptions
{
    private const long MaxClassesLength = 8 << 20;
    private const string WeightsExtension = ".safetensors";

    private readonly Option<string?> _classes = new("--classes") { Description = "A file with the names of the classes in the order of the model's outputs, one a line. The order of the names unless given, here or in a model.json beside the model.", HelpName = "FILE" };
    private readonly Option<string?> _logits = new("--logits") { Description = "The output of an ONNX model that is the logits; the only one, or the one of that name, unless given.", HelpName = "NAME" };
    private readonly Option<string?> _size = new("--size") { Description = "The pictures that the model takes, as 224x224, or 28x28x1 for gray ones; what the model or its model.json says, or the size of the pictures, unless given.", HelpName = "WxH" };
    private readonly Option<string?> _mean = new("--mean") { Description = "The model gets (pixel / 255 - mean) / std: one number, or three with commas; 0 unless given, here or in model.json.", HelpName = "NUMBERS" };
    private readonly Option<string?> _deviation = new("--std") { Description = "See --mean; 1 unless given.", HelpName = "NUMBERS" };
    private Argument<string>? _model;

    public IEnumerable<Option> Options => [_classes, _logits, _size, _mean, _deviation];

    public Argument Argument(Command command) => _model = new Argument<string>("MODEL")
    {
        Description = "The folder that 'datasetguard train' wrote, an ONNX model, or a TorchScript module. A module is code that is run: only give one that you trust.",
    }.NoOptions(command);

    /// <exception cref="UsageException">It is not there, or may be anybody's.</exception>
    /// <exception cref="ModelException">The checkpoint is broken.</exception>
    /// <exception cref="AuditException">The model cannot be used.</exception>
    public AuditedModel Open(ParseResult parse, IReadOnlyList<string> datasets)
    {
        var path = parse.GetRequiredValue(_model!);
        if (!Path.Exists(path))
            throw new UsageException($"There is no model at {Quote.Of(path)}. Give a folder that 'datasetguard train' wrote, an ONNX model or a TorchScript module.");

        var isCheckpoint = Directory.Exists(path) || path.EndsWith(WeightsExtension, StringComparison.Ordinal) || Path.GetFileName(path) == ModelJson.FileName;
        if (ConfigurationSearch.IsInside(Directory.Exists(path) ? Path.Combine(path, ModelJson.FileName) : path, datasets))
            throw new UsageException($"The model {Quote.Of(path)} lies in the dataset, whose files may be anybody's. Give one that lies elsewhere.");

        if (!isCheckpoint)
            return AuditedModel.OfFile(ClassifierFiles.Check(path, parse.GetValue(_logits)), ReadFacts(parse, path));
        if (Array.Find([.. Options], option => parse.GetResult(option) is not null) is { } useless)
            throw new UsageException($"{useless.Name} is for models from elsewhere: a checkpoint of 'datasetguard train' knows it itself. Leave it out.");

        return OpenCheckpoint(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static AuditedModel OpenCheckpoint(string folder)
    {
        var model = TrainedModel.Load(folder);
        try
        {
            return AuditedModel.OfCheckpoint(model, TrainingRecord.Read(folder), model.Description.Shape.IsLinear ? ProbeEncoders.OpenIn(folder, model.Description) : null);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private ModelFacts ReadFacts(ParseResult parse, string path)
    {
        var facts = ModelFacts.Beside(path);
        if (parse.GetValue(_classes) is { } classes)
            facts = facts with { Classes = ReadClasses(classes) };
        if (parse.GetValue(_size) is { } size)
            facts = facts with { Size = ReadSize(size) };
        if (parse.GetValue(_mean) is { } mean)
            facts = facts with { Mean = ReadNumbers(mean, "--mean", double.MinValue) };
        if (parse.GetValue(_deviation) is { } deviation)
            facts = facts with { Deviation = ReadNumbers(deviation, "--std", double.Epsilon) };

        return facts;
    }

    private static IReadOnlyList<string> ReadClasses(string path)
    {
        try
        {
            using var file = WholeFile.OpenPlain(path);
            if (file.Length > MaxClassesLength)
                throw new InvalidDataException($"it is larger than {MaxClassesLength:N0} bytes.");

            using var text = new StreamReader(file);
            return ModelFacts.CheckedClasses(text.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            throw new UsageException($"The classes of {Quote.Of(path)} cannot be read: {Printable.Text(error.Message.TrimEnd('.'))}. Give a file with one name a line.");
        }
    }

    private static (int Width, int Height, int? Channels) ReadSize(string text)
    {
        int[] sides = [.. text.Split('x').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0)];
        return sides is [>= 1 and <= 1024, >= 1 and <= 1024] or [>= 1 and <= 1024, >= 1 and <= 1024, 1 or 3]
            ? (sides[0], sides[1], sides.Length == 3 ? sides[2] : null)
            : throw new UsageException($"--size is a width and a height of up to 1,024 such as 224x224, or 28x28x1 for gray pictures, not {Quote.Of(text)}.");
    }

    private static double[] ReadNumbers(string text, string name, double least)
    {
        double[] values = [.. text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN)];
        return values.Length is 1 or 3 && Array.TrueForAll(values, value => double.IsFinite(value) && value >= least)
            ? values
            : throw new UsageException($"{name} is one number, or three with commas, such as 0.485,0.456,0.406{(least > 0 ? ", above 0" : "")}; not {Quote.Of(text)}.");
    }
}
