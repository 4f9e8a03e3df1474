using System.CommandLine;
using System.Globalization;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Learning.Screening;

namespace DatasetGuard.Cli.Commands;

/// <summary>What is screened, with what, and how.</summary>
internal sealed class ScreenOptions
{
    private const string Both = "both";

    private readonly Argument<string[]> _inputs;
    private readonly Option<string[]> _data = new("--data") { Description = "Clean images of the kind that the model gets, best such as it was not trained on: they tell what is usual. 1 % of false positives needs 398 of them, or 198 with one detector. Classes are not needed.", HelpName = "DATASET", Required = true };
    private readonly Option<double?> _rate = new("--fpr") { Description = "The share of clean images that may be called suspects; 0.01 unless given.", HelpName = "SHARE" };
    private readonly Option<string?> _detector = new Option<string?>("--detector") { Description = "strip lays clean images over each one and looks whether the model stays sure; reconstruction holds it against what an autoencoder, trained on clean images, draws of it. Both share the false positives; both unless given." }.OneOf([Both, Strip.Name, Reconstruction.Name]);
    private readonly Option<int?> _overlays = new Option<int?>("--overlays") { Description = "Images that strip lays over each one, of which each is one more question to the model; 100 unless given." }.WholeFrom(2);
    private readonly Option<string?> _output = new("--output", "-o") { Description = "A folder for scores.csv, which has every image, screen.json, and autoencoder.onnx, which may stand in front of the model.", HelpName = "DIR" };

    public ScreenOptions(Command command)
    {
        _inputs = new Argument<string[]>("INPUTS") { Description = "The images to look at, with or without class folders; several are looked at together.", Arity = ArgumentArity.OneOrMore }.NoOptions(command);
        command.Add(_inputs);
        _rate.CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate is >= 1e-6 and <= 0.5)
                return rate;

            result.AddError($"--fpr is a share from 0.000001 to 0.5, such as 0.01, not {Quote.Of(word)}.");
            return null;
        };
    }

    public IEnumerable<Option> All => [_data, _rate, _detector, _overlays, _output];

    /// <exception cref="UsageException">Something is not there, goes not together, or would be lost.</exception>
    public ScreenRequest Read(ParseResult parse)
    {
        var (inputs, data) = (parse.GetRequiredValue(_inputs), parse.GetRequiredValue(_data));
        Array.ForEach([.. inputs, .. data], DatasetOptions.CheckExists);
        var detector = parse.GetValue(_detector) ?? Both;
        if (parse.GetValue(_overlays) is not null && detector == Reconstruction.Name)
            throw new UsageException($"--overlays is for {Strip.Name}, and --detector {Reconstruction.Name} does without. Leave it out.");

        return new ScreenRequest(inputs, data, CheckedOutput(parse.GetValue(_output), [.. inputs, .. data]), new ScreenSettings
        {
            FalsePositiveRate = parse.GetValue(_rate) ?? ScreenSettings.DefaultRate,
            Detectors = detector == Both ? [Strip.Name, Reconstruction.Name] : [detector],
            Overlays = parse.GetValue(_overlays) ?? Strip.DefaultOverlays,
        });
    }

    private static string? CheckedOutput(string? folder, IReadOnlyList<string> datasets)
    {
        if (folder is null)
            return null;
        if (folder.Length == 0)
            throw new UsageException("--output has no name. Give a folder.");
        if (File.Exists(folder))
            throw new UsageException($"{Quote.Of(folder)} is a file. Give a folder for the reports.");
        if (ConfigurationSearch.IsInside(Path.Combine(ScanSettings.NearestFolder(folder), ScreenJson.FileName), datasets))
            throw new UsageException($"The folder {Quote.Of(folder)} lies in what is read, which would no longer be what was screened. Give one elsewhere.");

        return File.Exists(Path.Combine(folder, ScreenScores.FileName)) && !File.Exists(Path.Combine(folder, ScreenJson.FileName))
            ? throw new UsageException($"{Quote.Of(folder)} holds the reports of a scan, and both have a {ScreenScores.FileName}. Give another folder.")
            : folder;
    }
}
