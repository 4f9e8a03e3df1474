using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>Findings that somebody accepted, with the reason: they do not count, and are not forgotten.</summary>
internal static class SuppressedSection
{
    private const int MaxRows = 500;
    private const int MaxReason = 500;

    public static void Write(HtmlPage html, ScanResult result, Anchors anchors)
    {
        if (result.Suppressed.Count == 0)
            return;

        html.Write($"<section id=\"suppressed\"><h2>Suppressed</h2><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Suppressed findings\"><table><thead><tr><th>Finding</th><th>Files</th><th>Accepted by</th><th>Reason</th></tr></thead><tbody>");
        foreach (var accepted in result.Suppressed.Take(MaxRows))
            WriteRow(html, accepted, anchors[accepted.Finding]);

        html.Write($"</tbody></table></div>");
        if (result.Suppressed.Count > MaxRows)
            html.Write($"<p class=\"left-out\">{result.Suppressed.Count - MaxRows:N0} more in <code>report.json</code>.</p>");

        html.Write($"</section>");
    }

    private static void WriteRow(HtmlPage html, AcceptedFinding accepted, string anchor)
    {
        var finding = accepted.Finding;
        var reason = accepted.Reason.Length > MaxReason ? $"{accepted.Reason[..MaxReason]}…" : accepted.Reason;
        var subject = SummarySection.Subject(finding);
        html.Write($"<tr id=\"{anchor}\"><td{KeptNames.Attribute(subject, finding)}><a href=\"#rule-{finding.RuleId}\">{finding.RuleId}</a> {subject}</td><td class=\"number\">{finding.Samples.Count:N0}</td><td>{JsonText.Name(accepted.By)}</td><td>{reason}</td></tr>");
    }
}
