using System.CommandLine;
using System.Text.Json;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using Spectre.Console;

namespace DatasetGuard.Cli.Commands;

/// <summary><c>rules</c>: what is looked for.</summary>
internal sealed class RulesCommand : CliCommand
{
    private readonly RuleCatalog _rules;
    private readonly Option<string> _format = new Option<string>("--format")
    {
        Description = "What stdout gets.",
        DefaultValueFactory = _ => "text",
    }.OneOf(["text", "json"]);

    public RulesCommand(Func<ParseResult, Terminal> openTerminal, RuleCatalog rules)
        : base("rules", "Lists the rules: what is looked for, and how much a finding weighs.", openTerminal)
    {
        _rules = rules;
        Add(_format);
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples { get; } =
    [
        ("datasetguard rules", "all rules as a table"),
        ("datasetguard rules --format json", "the same for a program"),
    ];

    protected override ExitCode Run(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        if (parse.GetValue(_format) == "json")
            WriteJson(terminal.ResultBytes);
        else
        {
            terminal.Result.Write(DrawTable());
            terminal.Result.Write(DrawOptions());
        }

        return ExitCode.Success;
    }

    /// <summary>What an audit holds a model against runs at no depth of a scan.</summary>
    private static string DepthName(RuleDescriptor rule) => MembershipGate.Descriptors.Concat(TriggerGate.Descriptors).Contains(rule) ? "audit" : rule.Depth.ToString().ToLowerInvariant();

    private Table DrawTable()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("id", "name", "level", "depth", "title");
        foreach (var rule in _rules.Descriptors)
            table.AddRow(new Text(rule.Id), new Text(rule.Name), new Text(rule.Level.Name()), new Text(DepthName(rule)), new Text(rule.Title));

        return table;
    }

    /// <summary>What the configuration may set besides the levels.</summary>
    private Table DrawOptions()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("id", "option", "default and range", "what; set in datasetguard.yaml");
        foreach (var rule in _rules.Descriptors)
        {
            foreach (var option in rule.Options)
                table.AddRow(new Text(rule.Id), new Text(option.Name), new Text(option.Range), new Text(option.Summary));
        }

        return table;
    }

    private void WriteJson(Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartArray();
        foreach (var rule in _rules.Descriptors)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            json.WriteString("name", rule.Name);
            json.WriteString("level", rule.Level.Name());
            json.WriteString("depth", DepthName(rule));
            json.WriteString("title", rule.Title);
            json.WriteStartArray("options");
            foreach (var option in rule.Options)
                WriteOption(json, option);

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteOption(Utf8JsonWriter json, RuleOption option)
    {
        json.WriteStartObject();
        json.WriteString("name", option.Name);
        json.WriteNumber("default", option.Default);
        json.WriteNumber("least", option.Least);
        json.WriteNumber("most", option.Most);
        json.WriteBoolean("whole", option.IsWhole);
        json.WriteString("summary", option.Summary);
        json.WriteEndObject();
    }
}
