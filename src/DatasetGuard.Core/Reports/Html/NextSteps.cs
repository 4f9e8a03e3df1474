using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>What a reader does about this scan, the most pressing first.</summary>
internal static class NextSteps
{
    private const int MaxRules = 3;

    public static void Write(HtmlPage html, ScanResult result)
    {
        html.Write($"<div class=\"panel\"><h2>What to do next</h2><ol>");
        foreach (var run in result.Rules.Where(run => run.Status == RuleStatus.Failed).Take(MaxRules))
            html.Write($"<li>Find out why the rule {run.Rule.Id} ({run.Rule.Title}) failed: {run.Reason}</li>");

        if (result.NothingToScan is not null)
            html.Write($"<li>Put images into one folder for each class, or give a manifest.</li>");

        var rules = result.Findings.Where(finding => finding.Level >= Quarantine.LeastLevel || Gate.Fails(finding.Level, result.Gate.FailOn)).Select(finding => finding.RuleId).Distinct().ToList();
        foreach (var run in rules.Take(MaxRules).SelectMany(id => result.Rules.Where(run => run.Rule.Id == id)))
            WriteAdvice(html, run, result);

        WriteEnd(html, result, rules.Count > 0);
        html.Write($"</ol></div>");
    }

    private static void WriteAdvice(HtmlPage html, RuleRun run, ScanResult result)
    {
        if (AdviceOf(run.Rule, result) is { } advice)
            html.Write($"<li><a href=\"#rule-{run.Rule.Id}\" title=\"{run.Rule.Id}\">{run.Rule.Title}</a>: {MarkdownHtml.Inline(advice)}</li>");
    }

    /// <summary>Where a page points to that of another rule, what stands there.</summary>
    private static string? AdviceOf(RuleDescriptor rule, ScanResult result)
    {
        var advice = MarkdownHtml.Advice(RulePages.Of(rule));
        var other = result.Rules.FirstOrDefault(run => run.Rule != rule && advice == $"As for {run.Rule.Id}.");
        return other is null ? advice : MarkdownHtml.Advice(RulePages.Of(other.Rule));
    }

    private static void WriteEnd(HtmlPage html, ScanResult result, bool isPressing)
    {
        if (!isPressing && result.ExitCode == ExitCode.Success)
        {
            html.Write($"<li>Nothing has to be done. <code>datasetguard baseline create</code> accepts this content, so that every later change of it is told.</li>");
            return;
        }

        if (new Quarantine(result).Count is > 0 and var count)
            html.Write($"<li><code>quarantine.csv</code> lists {ReportText.Count(count, "file")} to leave out; <code>datasetguard scan … --clean-to DIR</code> writes the data set without them.</li>");
        if (isPressing)
            html.Write($"<li>What is right as it is: <code>datasetguard baseline create</code> accepts it, and later scans tell only what is new.</li>");
    }
}
