using System.CommandLine;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Gating;
using Spectre.Console;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>config init</c>: a commented file to start from.</summary>
internal sealed class ConfigInitCommand : CliCommand
{
    private readonly Argument<string?> _file;
    private readonly Option<bool> _force = new("--force") { Description = "Write over a file that is there." };

    public ConfigInitCommand(Func<ParseResult, Terminal> openTerminal)
        : base("init", "Writes a commented datasetguard.yaml to start from.", openTerminal)
    {
        _file = new Argument<string?>("FILE") { Description = "Where it goes; datasetguard.yaml here unless given.", Arity = ArgumentArity.ZeroOrOne }.NoOptions(this);
        Add(_file);
        Add(_force);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard config init", "a datasetguard.yaml with every key in it, all commented out"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var path = parse.GetValue(_file) ?? terminal.FileHere(ConfigurationFile.Name);
        if (!parse.GetValue(_force) && Path.Exists(path))
            throw new UsageException($"{Quote.Of(path)} is there already. --force writes over it.");

        WholeFile.Write(path, output => output.Write(System.Text.Encoding.UTF8.GetBytes(ConfigurationFile.ReadTemplate())));
        terminal.Result.WriteLine($"{Printable.Text(path)} is written: remove the # in front of what should hold.");
        return ExitCode.Success;
    }
}
