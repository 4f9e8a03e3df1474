using System.CommandLine;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.Cli.Commands;

/// <summary>A verb of the tool: its options, examples for its help, and what it does.</summary>
internal abstract class CliCommand : Command
{
    protected CliCommand(string name, string description, Func<ParseResult, Terminal> openTerminal)
        : base(name, description)
    {
        // Off this thread, so that Ctrl-C is answered although the work itself may not look at its token for a while.
        SetAction((parse, cancellationToken) => Task.Run(() => (int)Run(parse, openTerminal(parse), cancellationToken), CancellationToken.None));
    }

    /// <summary>Command lines that work when pasted, each with what it is good for.</summary>
    public abstract IReadOnlyList<(string Line, string Purpose)> Examples { get; }

    protected abstract ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken);
}
