using DatasetGuard.Core;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports.History;
using Spectre.Console;

namespace DatasetGuard.Cli.Rendering;

/// <summary>A comparison of scans at the terminal: what changed, then a line for each scan.</summary>
internal sealed class HistoryText(IAnsiConsole console)
{
    /// <summary>Findings of one kind that have a line each.</summary>
    private const int MaxOfAKind = 20;

    private readonly int _width = Math.Min(console.Profile.Width, Prose.MaxWidth);

    /// <param name="runs">At least two, the oldest first.</param>
    public void Write(IReadOnlyList<ScanRun> runs)
    {
        var (before, after) = (runs[^2], runs[^1]);
        var changes = RunComparison.Of(before.Report, after.Report);
        Say(HistoryWords.Headline(changes), new Style(decoration: Decoration.Bold));
        Say($"{Printable.Text(after.Name)} against {Printable.Text(before.Name)}. {HistoryWords.Compared(before, after)}", new Style(Color.Grey));
        foreach (var group in changes.GroupBy(change => change.Kind))
            WriteGroup(group.Key, [.. group]);

        console.Write(Trend(runs));
    }

    private void WriteGroup(ChangeKind kind, List<FindingChange> changes)
    {
        console.WriteLine();
        Say($"{changes.Count:N0} {HistoryWords.Name(kind)}", StyleOf(kind));
        foreach (var change in changes.Take(MaxOfAKind))
        {
            var lines = Prose.Wrap($"{change.Finding.Level.Name()} {change.Finding.Rule}  {HistoryWords.Subject(change)}", _width - 4).ToList();
            for (var i = 0; i < lines.Count; i++)
                Say((i == 0 ? "  " : "    ") + lines[i], Style.Plain, wraps: false);
        }

        if (changes.Count > MaxOfAKind)
            Say($"  and {changes.Count - MaxOfAKind:N0} more", new Style(Color.Grey), wraps: false);
    }

    private static Style StyleOf(ChangeKind kind) => kind switch
    {
        ChangeKind.New => new Style(Color.Red, decoration: Decoration.Bold),
        ChangeKind.Changed or ChangeKind.NotLookedAt => new Style(Color.Yellow, decoration: Decoration.Bold),
        ChangeKind.Fixed => new Style(Color.Green, decoration: Decoration.Bold),
        _ => new Style(decoration: Decoration.Bold),
    };

    private static Table Trend(IReadOnlyList<ScanRun> runs)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in (string[])["Scan", "Verdict", "Samples", "Errors", "Warnings", "Notes", "Suppressed"])
            table.AddColumn(new TableColumn(new Text(column)));

        foreach (var (name, report) in runs)
        {
            var style = report.Verdict switch { Verdict.Pass => new Style(Color.Green), Verdict.Fail => new Style(Color.Red), _ => new Style(Color.Yellow) };
            table.AddRow(
                new Text(Printable.Text(name)),
                new Text(HistoryWords.Word(report.Verdict), style),
                new Text($"{report.Dataset.Samples:N0}"),
                new Text($"{report.Gate.Errors:N0}"),
                new Text($"{report.Gate.Warnings:N0}"),
                new Text($"{report.Gate.Notes:N0}"),
                new Text($"{report.Gate.Suppressed:N0}"));
        }

        return table;
    }

    private void Say(string sentence, Style style, bool wraps = true)
    {
        foreach (var line in wraps ? Prose.Wrap(sentence, _width) : [sentence])
        {
            console.Write(new Text(line, style));
            console.WriteLine();
        }
    }
}
