using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Screening;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>screen</c>: which images seem to carry a trigger, as they come to a model.</summary>
internal sealed class ScreenCommand : CliCommand
{
    private const string TextFormat = "text";

    private readonly TimeProvider _time;
    private readonly ConfigurationOptions _configuration;
    private readonly AuditedModelOptions _model = new();
    private readonly ScreenOptions _options;
    private readonly Option<string?> _format = new Option<string?>("--format") { Description = "What stdout gets; text unless given." }.OneOf([TextFormat, "json"]);
    private readonly Option<string?> _datasetFormat = DatasetOptions.Format();
    private readonly Option<int?> _seed = new Option<int?>("--seed") { Description = "Where chance begins; the same seed gives the same report." }.WholeFrom(int.MinValue);
    private readonly Option<int?> _jobs = new Option<int?>("--jobs", "-j") { Description = "Threads at the same time; all processors unless given." }.WholeFrom(1);

    public ScreenCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
        : base("screen", "Tells which images seem to carry a trigger, as they come to a model.", openTerminal)
    {
        _time = time;
        _configuration = new ConfigurationOptions(rules);
        Add(_model.Argument(this));
        _options = new ScreenOptions(this);
        foreach (var option in (Option[])[.. _options.All, _format, _datasetFormat, .. _model.Options, .. _configuration.Options, _jobs, _seed])
            Add(option);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard screen model incoming --data data/test", "of a model that 'datasetguard train' made; fails with 1 where more images stand out than chance explains"),
        ("datasetguard screen model incoming --data data/test --output screened", "also write a row for each image to screened/scores.csv"),
        ("datasetguard screen model incoming --data data/test --fpr 0.05 --detector strip", "fewer clean images will do, and more of them are suspected"),
        ("datasetguard screen net.onnx incoming --data data/test --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225", "a model from elsewhere"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var request = _options.Read(parse);
        var all = _configuration.Read(parse, [.. request.Everything], terminal);
        var defaults = new ScanOptions();
        var options = defaults with { Jobs = parse.GetValue(_jobs) ?? all.Jobs ?? defaults.Jobs, Seed = parse.GetValue(_seed) ?? all.Seed ?? defaults.Seed, Limits = all.Limits };
        LibTorch.EnsureLoaded();
        using var model = _model.Open(parse, request.Everything);
        var format = parse.GetValue(_datasetFormat) ?? "auto";
        var result = StageProgress.Run(terminal, _time, progress => Screen(request, model, options, format, progress, cancellationToken));
        if (request.Output is { } folder)
            Write(result, folder);

        if (parse.GetValue(_format) == "json")
            ScreenJson.Write(result, terminal.ResultBytes);
        else
            ScreenText.Write(result, request.Output, terminal.Result);

        if (ScreenWords.Unreadable(result) is { } unreadable)
            terminal.Complain(unreadable);

        return result.ExitCode;
    }

    /// <summary>All or nothing.</summary>
    private static void Write(ScreenResult result, string folder)
    {
        List<(string, Action<Stream>)> files = [(ScreenScores.FileName, output => ScreenScores.Write(result, output))];
        if (result.AutoencoderModel is { } autoencoder)
            files.Add((OnnxAutoencoder.FileName, output => output.Write(autoencoder)));

        // Last, for it tells that the others are there.
        files.Add((ScreenJson.FileName, output => ScreenJson.Write(result, output)));
        ReportFolder.Write(folder, files);
    }

    private static ScreenResult Screen(ScreenRequest request, AuditedModel model, ScanOptions options, string format, IScanProgress progress, CancellationToken cancellationToken)
    {
        using var reader = new AuditReader(new AuditRequest(request.Inputs, [], request.Data, format, options), progress);
        var clean = reader.ReadData(cancellationToken);
        var inputs = reader.ReadInputs(cancellationToken);
        using var classifier = model.Bind(clean.Data.Views.Geometry, "--data");
        var settings = request.Settings with { Seed = options.Seed, Jobs = options.Jobs };
        var data = ScreenData.Of(clean, inputs, classifier, model.Classes, settings, cancellationToken);
        if (model.Description is { } known && known.DatasetDigest == clean.Data.Dataset.Digest)
            data = data with { Warnings = [.. data.Warnings, "The clean images are those that the model was trained on: it is surer of them than of new ones, and what is poisoned among them is taken for clean. Give others where there are any."] };

        return InputScreen.Run(data, classifier, settings, progress, cancellationToken);
    }
}
