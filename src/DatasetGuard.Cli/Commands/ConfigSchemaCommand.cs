using System.CommandLine;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>config schema</c>: what editors check a configuration with.</summary>
internal sealed class ConfigSchemaCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules)
    : CliCommand("schema", "Prints the JSON schema of datasetguard.yaml, for editors.", openTerminal)
{
    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard config schema > datasetguard.schema.json", "then name it in the first line of the file: # yaml-language-server: $schema=datasetguard.schema.json"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Result.Profile.Out.Writer.Write(ConfigurationFile.ReadSchema(rules.Descriptors));
        return ExitCode.Success;
    }
}
