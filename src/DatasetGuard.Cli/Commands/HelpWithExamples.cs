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

        output.WriteLine("Examples:");
        foreach (var (line, purpose) in ExamplesOf(parseResult.CommandResult.Command))
        {
            output.WriteLine($"  {line}");
            output.WriteLine($"      {purpose}");
        }

        return 0;
    }

    private static IEnumerable<(string Line, string Purpose)> ExamplesOf(Command command) => command is CliCommand one
        ? one.Examples
        : command.Subcommands.SelectMany(sub => ExamplesOf(sub).Take(1));
}
