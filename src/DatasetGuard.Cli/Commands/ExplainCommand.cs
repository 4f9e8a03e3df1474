using System.CommandLine;
using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>explain</c>: the page of one rule.</summary>
internal sealed class ExplainCommand : CliCommand
{
    private readonly RuleCatalog _rules;
    private readonly Argument<string> _rule;

    public ExplainCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules)
        : base("explain", "Shows the page of a rule: what it finds, how, what it misses, what to do.", openTerminal)
    {
        _rules = rules;
        _rule = new Argument<string>("DGnnnn") { Description = "The id of the rule.", HelpName = "DGnnnn" }.NoOptions(this);
        _rule.CompletionSources.Add(_ => rules.Descriptors.Select(rule => new System.CommandLine.Completions.CompletionItem(rule.Id)));
        Add(_rule);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard explain DG2201", "read about the rule behind a finding"),
        ("datasetguard explain DG2201 > DG2201.md", "its page as Markdown"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var page = _rules.Get(parse.GetRequiredValue(_rule)).ReadPage();
        if (terminal.IsResultTerminal)
            MarkdownView.Write(page, terminal.Result);
        else
            terminal.Result.Profile.Out.Writer.Write(page);

        return ExitCode.Success;
    }
}
