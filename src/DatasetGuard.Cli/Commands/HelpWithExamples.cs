using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DatasetGuard.Cli.Commands;

/// <summary>The parser's own help, and below it what one would type.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var examples = parseResult.CommandResult.Command is CliCommand command
            ? command.Examples
            : parseResult.CommandResult.Command.Subcommands.OfType<CliCommand>().Select(sub => sub.Examples[0]);

        output.WriteLine("Examples:");
        foreach (var (line, purpose) in examples)
        {
            output.WriteLine($"  {line}");
            output.WriteLine($"      {purpose}");
        }

        return 0;
    }
}
