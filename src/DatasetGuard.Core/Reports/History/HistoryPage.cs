using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Reports.Html;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.History;

/// <summary>A page that compares scans: what changed from the last but one to the last, and how many findings each had.</summary>
public static class HistoryPage
{
    private const int MaxRuns = 60;
    private const int MaxChanges = 1_000;
    private const int MaxMessage = 2_000;

    private static readonly (string, string)[] Sections = [("summary", "Summary"), ("changes", "Changes"), ("trend", "Trend")];

    /// <param name="runs">At least two, the oldest first.</param>
    /// <param name="output">Can tell its position.</param>
    public static void Write(IReadOnlyList<ScanRun> runs, Stream output)
    {
        using var html = new HtmlPage(output);
        var (before, after) = (runs[^2], runs[^1]);
        var changes = RunComparison.Of(before.Report, after.Report);
        HtmlFrame.WriteStart(html, $"{HistoryWords.Word(after.Report.Verdict)}: {Printable.Text(after.Name)} against {Printable.Text(before.Name)}", ("changes", "To the changes"), Sections);
        WriteSummary(html, before, after, changes);
        html.Write($"<section id=\"changes\"><h2>Changes</h2>");
        foreach (var group in changes.Take(MaxChanges).GroupBy(change => change.Kind))
            WriteGroup(html, group.Key, [.. group]);
        if (changes.Count == 0)
            html.Write($"<p>There is nothing to compare.</p>");
        if (changes.Count > MaxChanges)
            html.Write($"<p class=\"left-out\">{changes.Count - MaxChanges:N0} more are not shown.</p>");

        html.Write($"</section>");
        WriteTrend(html, runs);
        HtmlFrame.WriteEnd(html, () => html.Write($"<footer><p>DatasetGuard {Scanner.ToolVersion}.</p></footer>"));
    }

    private static void WriteSummary(HtmlPage html, ScanRun before, ScanRun after, IReadOnlyList<FindingChange> changes)
    {
        var verdict = HistoryWords.Word(after.Report.Verdict);
        html.Write($"<section id=\"summary\" class=\"{verdict}\"><div class=\"verdict\"><h1>{HistoryWords.Capitalised(verdict)}</h1><p class=\"why\">{HistoryWords.Headline(changes)}</p></div>");
        html.Write($"<p class=\"quiet\"><code>{Printable.Text(after.Name)}</code> against <code>{Printable.Text(before.Name)}</code>. {HistoryWords.Compared(before, after)}</p></section>");
    }

    private static void WriteGroup(HtmlPage html, ChangeKind kind, List<FindingChange> changes)
    {
        html.Write($"<h3 class=\"kind\">{changes.Count:N0} {HistoryWords.Name(kind)}</h3>");
        foreach (var change in changes)
        {
            var level = change.Finding.Level.Name();
            var message = change.Finding.Message;
            html.Write($"<article class=\"card {level}\"><header><span class=\"level {level}\">{level}</span><h4{Kept(HistoryWords.Subject(change), change)}>{HistoryWords.Subject(change)}</h4><span class=\"facts\">{change.Finding.Rule}</span></header>");
            if (kind is ChangeKind.New or ChangeKind.Changed)
                html.Write($"<p class=\"message\"{Kept(message, change)}>{(message.Length > MaxMessage ? $"{message[..MaxMessage]}…" : message)}</p>");

            html.Write($"</article>");
        }
    }

    private static void WriteTrend(HtmlPage html, IReadOnlyList<ScanRun> runs)
    {
        html.Write($"<section id=\"trend\"><h2>Trend</h2><div class=\"panel\"><p class=\"legend\">");
        foreach (var level in (string[])["error", "warning", "note"])
            html.Write($"<span><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"{level}-bar\" width=\"10\" height=\"10\"/></svg>{level}s</span>");

        html.Write($"</p><ul class=\"bars\">");
        var shown = runs.TakeLast(MaxRuns).ToList();
        var largest = shown.Max(run => Total(run.Report.Gate));
        foreach (var run in shown)
        {
            var gate = run.Report.Gate;
            var text = $"{HistoryWords.Word(run.Report.Verdict)}: {ReportText.Count(gate.Errors, "error")}, {ReportText.Count(gate.Warnings, "warning")}, {ReportText.Count(gate.Notes, "note")}, {gate.Suppressed:N0} suppressed";
            Bar.Write(html, run.Name, largest, [(gate.Errors, "error-bar"), (gate.Warnings, "warning-bar"), (gate.Notes, "note-bar")], text);
        }

        html.Write($"</ul>");
        if (runs.Count > MaxRuns)
            html.Write($"<p class=\"left-out\">{ReportText.Count(runs.Count - MaxRuns, "earlier scan")} not shown.</p>");

        html.Write($"</div></section>");
    }

    private static Markup Kept(string sentence, FindingChange change) =>
        KeptNames.Attribute(sentence, change.Finding.Class, []);

    private static int Total(Provenance.ScanReport.GatePart gate) => gate.Errors + gate.Warnings + gate.Notes;
}
