using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Gating;
using Spectre.Console;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>config validate</c>: all mistakes of a configuration, or what it changes.</summary>
internal sealed class ConfigValidateCommand : CliCommand
{
    private readonly RuleCatalog _rules;
    private readonly Argument<string?> _file;

    public ConfigValidateCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules)
        : base("validate", "Checks a configuration and says what it changes; exit code 2 when it has mistakes.", openTerminal)
    {
        _rules = rules;
        _file = new Argument<string?>("FILE") { Description = "The file; what a scan from here would use unless given.", Arity = ArgumentArity.ZeroOrOne }.NoOptions(this);
        Add(_file);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard config validate", "check the datasetguard.yaml that a scan would use"),
        ("datasetguard config validate ci/strict.yaml", "check another one"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var found = ConfigurationSearch.From(terminal.Folder, []).Path;
        var path = parse.GetValue(_file) ?? (found is null ? null : terminal.FileHere(found))
            ?? throw new UsageException($"There is no {ConfigurationFile.Name} from here up to the root of the repository. 'datasetguard config init' writes one.");
        var configuration = ConfigurationFile.Read(path, _rules.Descriptors);
        terminal.Result.WriteLine($"{Printable.Text(path)} has no mistakes{string.Concat(Changes(configuration).Select(change => $"; {change}"))}.");
        return ExitCode.Success;
    }

    private static IEnumerable<string> Changes(ScanConfiguration configuration)
    {
        var off = configuration.Rules.Where(pair => pair.Value.IsOff).Select(pair => pair.Key).Order(StringComparer.Ordinal).ToArray();
        if (off.Length > 0)
            yield return $"off: {string.Join(' ', off)}";

        var changed = configuration.Rules.Where(pair => !pair.Value.IsOff).Select(pair => pair.Key).Order(StringComparer.Ordinal).ToArray();
        if (changed.Length > 0)
            yield return $"changed: {string.Join(' ', changed)}";

        if (configuration.Suppressions.Count > 0)
            yield return Prose.Count(configuration.Suppressions.Count, "suppression");
    }
}
