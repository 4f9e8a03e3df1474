using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>What no rule saw: nothing is left out silently.</summary>
internal static class NotLookedAt
{
    private const int MaxTitles = 2;

    public static void Write(HtmlPage html, ScanResult result)
    {
        html.Write($"<div class=\"panel\"><h2>What was not looked at</h2>");
        WriteCounts(html, result.Rules);
        html.Write($"<ul>");
        var count = WriteFiles(html, result) + WriteRules(html, result.Rules);
        if (count == 0)
            html.Write($"<li>Every rule ran on every file.</li>");

        html.Write($"</ul></div>");
    }

    private static void WriteCounts(HtmlPage html, IReadOnlyList<RuleRun> rules)
    {
        var (ran, inPart) = (rules.Count(run => run.Status == RuleStatus.Completed), rules.Count(run => run is { Status: RuleStatus.Completed, Reason: not null }));
        if (ran < rules.Count || inPart > 0)
            html.Write($"<p>{ran:N0} of {ReportText.Count(rules.Count, "rule")} ran{(inPart > 0 ? $", {inPart:N0} of them not on everything" : "")}.</p>");
    }

    private static int WriteFiles(HtmlPage html, ScanResult result)
    {
        var dataset = result.Dataset;
        var unread = dataset.Samples.Count(sample => !sample.IsRead);
        foreach (var broken in dataset.Breaks)
            html.Write($"<li><b>Not read to the end</b>: {broken}</li>");
        if (unread > 0)
            html.Write($"<li><b>Not decoded</b>: {ReportText.Count(unread, "file")} of the data set.</li>");
        if (dataset.Ignored > 0)
            html.Write($"<li><b>Not read</b>: {ReportText.Count(dataset.Ignored, "file")} that by the name {(dataset.Ignored == 1 ? "is no image" : "are no images")}.</li>");

        return dataset.Breaks.Count + unread + dataset.Ignored;
    }

    private static int WriteRules(HtmlPage html, IReadOnlyList<RuleRun> rules)
    {
        var groups = rules
            .Where(run => run.Wants is null && (run.Status != RuleStatus.Completed || run.Reason is not null))
            .GroupBy(run => (run.Status, run.Reason))
            .OrderBy(group => Weight(group.Key.Status))
            .ToList();
        foreach (var group in groups)
            html.Write($"<li><b>{NameOf(group.Key.Status)}</b> {Links(group)}{(group.Key.Reason is { } reason ? $": {reason}" : "")}</li>");

        var wanted = rules.Where(run => run.Wants is not null).GroupBy(run => run.Wants).ToList();
        foreach (var group in wanted)
            html.Write($"<li><b>Not asked for</b> {Links(group)}: needs <code>{group.Key}</code>.</li>");

        return groups.Count + wanted.Count;
    }

    /// <summary>A few by their titles, more by their ids.</summary>
    private static Markup Links(IEnumerable<RuleRun> runs)
    {
        var rules = runs.Select(run => run.Rule).ToList();
        return new Markup(rules.Count <= MaxTitles
            ? string.Join(" and ", rules.Select(rule => Link(rule, rule.Title, rule.Id)))
            : string.Join(' ', rules.Select(rule => Link(rule, rule.Id, rule.Title))));
    }

    private static string Link(RuleDescriptor rule, string text, string title) =>
        $"<a href=\"#rule-{HtmlPage.Escape(rule.Id).Text}\" title=\"{HtmlPage.Escape(title).Text}\">{HtmlPage.Escape(text).Text}</a>";

    private static int Weight(RuleStatus status) => status switch { RuleStatus.Failed => 0, RuleStatus.Skipped => 1, RuleStatus.Disabled => 2, _ => 3 };

    private static string NameOf(RuleStatus status) => status switch
    {
        RuleStatus.Completed => "In part",
        RuleStatus.Skipped => "Skipped",
        RuleStatus.Disabled => "Disabled",
        _ => "Failed",
    };
}
