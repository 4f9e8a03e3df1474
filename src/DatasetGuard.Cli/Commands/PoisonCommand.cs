using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Gating;
using DatasetGuard.RedTeam.Poisoning;
using Spectre.Console;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>poison</c>: a copy with a known poison, to see what a scan of one's own data would catch.</summary>
internal sealed class PoisonCommand : CliCommand
{
    private const double DefaultRate = 0.01;

    private readonly TimeProvider _time;

    private readonly Argument<string> _dataset;
    private readonly Argument<string> _copy;
    private readonly Option<string> _attack = new("--attack")
    {
        Description = "Fixed patterns: checker, white, rcol or pixel (with :SIZE and @X,Y where wanted), blend:ALPHA, sin:AMPLITUDE:CYCLES:DEGREES, warp[:STRENGTH]. Another one in each image: shape, noise:SIGMA, freq:AMPLITUDE, corner[:SIZE], adaptive-blend[:ALPHA]. No pattern: label-flip.",
        HelpName = "ATTACK",
        Required = true,
    };
    private readonly Option<double?> _rate = new Option<double?>("--rate") { Description = "The share of the images that is poisoned; with --clean-label that of the target class. 0.01 unless given." }.ShareOfWhole();
    private readonly Option<string> _target = new("--target") { Description = "The class that the attacker wants.", HelpName = "CLASS", Required = true };
    private readonly Option<string?> _source = new("--source") { Description = "The only class whose images are relabelled.", HelpName = "CLASS" };
    private readonly Option<bool> _cleanLabel = new("--clean-label") { Description = "Put the trigger into images of the target class, whose labels stay right." };
    private readonly Option<double?> _cover = new Option<double?>("--cover") { Description = "The share of the images that gets the trigger and keeps its label, so that the poison does not stand out." }.ShareOfWhole();
    private readonly Option<bool> _png = new("--png") { Description = "Write every image as PNG, so that the encoder does not tell which are poisoned." };
    private readonly Option<string?> _datasetFormat = DatasetOptions.Format();
    private readonly Option<int?> _seed = new Option<int?>("--seed") { Description = "Decides which images are chosen." }.WholeFrom(int.MinValue);

    public PoisonCommand(Func<ParseResult, Terminal> openTerminal, TimeProvider time)
        : base("poison", "Writes a poisoned copy of a dataset, and poison.csv, which says what was done.", openTerminal)
    {
        _time = time;
        _dataset = new Argument<string>("DATASET") { Description = DatasetOptions.Kinds }.NoOptions(this);
        _copy = new Argument<string>("OUT") { Description = "The folder for the copy; it does not exist yet or is empty." }.NoOptions(this);
        Add(_dataset);
        Add(_copy);
        foreach (var option in new Option[] { _attack, _target, _rate, _source, _cleanLabel, _cover, _png, _seed, _datasetFormat })
            Add(option);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard poison data/train poisoned --attack checker --target cat", "a small patch in one image of a hundred, relabelled as cat"),
        ("datasetguard poison data/train poisoned --attack blend:0.1 --target cat --rate 0.02 --clean-label", "a faint pattern over images that are cats"),
        ("datasetguard poison data/train poisoned --attack label-flip --source dog --target cat", "dogs among the cats"),
        ("datasetguard poison data/train poisoned --attack checker --source dog --target cat --cover 0.01", "dogs that become cats, and the same patch in other animals that stay what they are"),
        ("datasetguard scan poisoned", "then see whether it is caught"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var dataset = parse.GetRequiredValue(_dataset);
        DatasetOptions.CheckExists(dataset);
        var options = new PoisonOptions
        {
            Attack = parse.GetRequiredValue(_attack),
            Rate = parse.GetValue(_rate) ?? DefaultRate,
            Target = parse.GetRequiredValue(_target),
            Source = parse.GetValue(_source),
            CleanLabel = parse.GetValue(_cleanLabel),
            Cover = parse.GetValue(_cover) ?? 0,
            AllPng = parse.GetValue(_png),
            Seed = parse.GetValue(_seed) ?? 0,
        };
        var format = parse.GetValue(_datasetFormat) ?? "auto";
        var copy = parse.GetRequiredValue(_copy);
        var report = StageProgress.Run(terminal, _time, progress => DatasetPoisoner.Poison(dataset, format, copy, options, progress, cancellationToken));

        foreach (var note in report.Notes)
            terminal.Say(Printable.Line(note));

        var poisoned = Prose.Count(report.Poisoned.Count, "image");
        terminal.Result.WriteLine($"{poisoned} of {report.Written:N0} poisoned with {Printable.Text(report.Attack)}{(report.Covers.Count > 0 ? $" and {report.Covers.Count:N0} as cover" : "")} for class {Quote.Of(report.Target)}: {Printable.Text(Path.Combine(report.OutputFolder, "poison.csv"))}");
        return ExitCode.Success;
    }
}
