using System.CommandLine;
using System.CommandLine.Invocation;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary>Prints the version that the reports name too.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Scanner.ToolVersion);
        return 0;
    }
}
