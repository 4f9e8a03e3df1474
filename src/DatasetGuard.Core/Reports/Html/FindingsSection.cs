using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>A card for each finding, the gravest first, under controls that filter and sort them.</summary>
internal static class FindingsSection
{
    /// <summary>Length of the page at which no further card begins.</summary>
    private const long MaxLength = 7_600_000;

    public static void Write(HtmlPage html, ScanResult result, Anchors anchors)
    {
        html.Write($"<section id=\"findings\"><h2>Findings</h2>");
        if (result.Findings.Count > 1)
            WriteControls(html, result.Findings);

        var shown = 0;
        html.Write($"<div id=\"cards\">");
        foreach (var finding in result.Findings)
        {
            if (html.Length > MaxLength)
                break;

            FindingCard.Write(html, finding, result, anchors[finding], shown++);
        }

        html.Write($"</div>");
        if (result.Findings.Count == 0)
            html.Write($"<p>{(result.Suppressed.Count == 0 ? "There are none." : "There are none but those that are suppressed.")}</p>");
        if (shown < result.Findings.Count)
            html.Write($"<p class=\"left-out\">{ReportText.Count(result.Findings.Count - shown, "more finding")} only in <code>report.json</code>: this page is full.</p>");

        html.Write($"</section>");
    }

    private static void WriteControls(HtmlPage html, IReadOnlyList<Finding> findings)
    {
        html.Write($"<form class=\"controls\" id=\"controls\" role=\"search\" aria-label=\"Filter the findings\" hidden>");
        html.Write($"<label>Text<input type=\"search\" id=\"filter-text\" placeholder=\"title, message, file name\"></label>");
        WriteChoice(html, "level", "Level", "all levels", findings.Select(finding => finding.Level.Name()));
        WriteChoice(html, "rule", "Rule", "all rules", findings.Select(finding => finding.RuleId));
        WriteChoice(html, "class", "Class", "all classes", findings.Select(finding => finding.Class).OfType<string>());
        html.Write($"<label>Order<select id=\"sort\"><option value=\"order\">gravest first</option><option value=\"count\">most images</option><option value=\"rule\">by rule</option><option value=\"class\">by class</option></select></label>");
        html.Write($"<output id=\"shown\" aria-live=\"polite\">{ReportText.Count(findings.Count, "finding")}</output></form>");
    }

    private static void WriteChoice(HtmlPage html, string name, string label, string all, IEnumerable<string> values)
    {
        html.Write($"<label>{label}<select id=\"filter-{name}\"><option value=\"\">{all}</option>");
        foreach (var value in values.Select(value => Printable.Text(value)).Distinct(StringComparer.Ordinal))
            html.Write($"<option value=\"={value}\">{value}</option>");

        html.Write($"</select></label>");
    }
}
