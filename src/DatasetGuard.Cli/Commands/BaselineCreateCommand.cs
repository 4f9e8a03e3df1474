using System.CommandLine;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>baseline create</c>: accepts all that a first scan finds, and the content.</summary>
internal sealed class BaselineCreateCommand : BaselineCommand
{
    private readonly Option<bool> _force = new("--force") { Description = "Write over a baseline that is there, with its notes." };

    public BaselineCreateCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules, TimeProvider time)
        : base("create", "Scans, and accepts all that is found and the content as it is.", openTerminal, rules, time) => Add(_force);

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard baseline create data/train", "accept today's findings; look through the file and write notes before it is committed"),
        ("datasetguard scan data/train --baseline datasetguard-baseline.json", "then only what is new counts, and only new images are judged as new"),
    ];

    protected override Baseline? ReadPrevious(string path, string accepted, ParseResult parse) =>
        parse.GetValue(_force) || new[] { path, accepted }.FirstOrDefault(Path.Exists) is not { } there
            ? null
            : throw new UsageException($"{Quote.Of(there)} is there already. 'datasetguard baseline update' keeps its notes; --force writes over it.");
}
