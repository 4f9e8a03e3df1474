using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>Each rule that the scan knew: how it went, and its page.</summary>
internal static class RulesSection
{
    public static void Write(HtmlPage html, ScanResult result)
    {
        html.Write($"<section id=\"rules\"><h2>Rules</h2>");
        var ran = result.Rules.Count(run => run.Status == RuleStatus.Completed);
        var found = result.Rules.Count(run => run is { Status: RuleStatus.Completed, Findings: > 0 });
        var others = result.Rules.Count - ran;
        html.Write($"<p class=\"quiet\">{ReportText.Count(ran, "rule")} ran{(found == 0 ? " and found nothing" : $", {found:N0} of them found something")}{(others == 0 ? "" : $"; {others:N0} did not run")}. Open one to read how it works and what it misses.</p>");
        foreach (var run in result.Rules)
            Write(html, run);

        html.Write($"</section>");
    }

    private static void Write(HtmlPage html, RuleRun run)
    {
        html.Write($"<details class=\"rule\" id=\"rule-{run.Rule.Id}\"><summary><b>{run.Rule.Id}</b> <span class=\"title\">{run.Rule.Title}</span> <span class=\"status {JsonText.Name(run.Status)}{(run.Findings > 0 ? " found" : "")}\">{Status(run)}</span></summary>");
        if (run.Reason is { } reason)
            html.Write($"<p class=\"limit\">{reason}</p>");

        html.Write($"<div class=\"explain\">");
        MarkdownHtml.Write(html, RulePages.Of(run.Rule));
        html.Write($"</div></details>");
    }

    private static string Status(RuleRun run) => run.Status switch
    {
        RuleStatus.Completed when run.Findings > 0 => ReportText.Count(run.Findings, "finding"),
        RuleStatus.Completed => run.Reason is null ? "nothing found" : "nothing found; not all looked at",
        _ => JsonText.Name(run.Status),
    };
}
