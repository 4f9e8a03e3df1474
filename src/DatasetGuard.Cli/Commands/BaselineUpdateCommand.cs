using System.CommandLine;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>baseline update</c>: accepts what is found now, keeps the notes, and drops what no longer occurs.</summary>
internal sealed class BaselineUpdateCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
    : BaselineCommand("update", "Scans, accepts all that is found and the content as it is, keeps the notes, and drops what no longer occurs.", openTerminal, rules, time)
{
    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard baseline update data/train", "after the data changed on purpose; the difference of the file shows what is accepted now"),
    ];

    protected override Baseline? ReadPrevious(string path, string accepted, ParseResult parse) => BaselineFile.Read(path);
}
