using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary><c>report.html</c>: one file to look at. It needs no network and no other file, and holds no more than <see cref="MaxBytes"/>.</summary>
/// <remarks>
/// All content is there without the script, which only filters, sorts, copies and enlarges. The budgets are lengths of the page at which a
/// kind of content ends; what is left out is counted in the page, and stands in <c>report.json</c>.
/// </remarks>
internal sealed class HtmlReport : IReportWriter
{
    public const long MaxBytes = 10_000_000;

    public string Format => "html";

    public string FileName => "report.html";

    public void Write(ScanResult result, Stream output)
    {
        using var html = new HtmlPage(output);
        var anchors = new Anchors(result);
        WriteStart(html, result);
        SummarySection.Write(html, result, anchors);
        FindingsSection.Write(html, result, anchors);
        SuppressedSection.Write(html, result, anchors);
        DatasetSection.Write(html, result);
        RulesSection.Write(html, result);
        WriteEnd(html, result);
    }

    private static void WriteStart(HtmlPage html, ScanResult result)
    {
        html.Write($"<!DOCTYPE html>");
        html.Write($"<html lang=\"en\">");
        html.Write($"<head>");
        html.Write($"<meta charset=\"utf-8\">");
        html.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"{new Markup(HtmlAssets.Policy)}\">");
        html.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Write($"<meta name=\"referrer\" content=\"no-referrer\">");
        html.Write($"<title>{SummarySection.WordOf(result)}: {Printable.Text(result.Dataset.Root)} – DatasetGuard</title>");
        html.Write($"<style>{new Markup(HtmlAssets.Style)}</style>");
        html.Write($"</head>");
        html.Write($"<body>");
        html.Write($"<a class=\"skip\" href=\"#findings\">To the findings</a>");
        html.Write($"<header class=\"bar\"><strong>DatasetGuard</strong><nav aria-label=\"Sections\"><a href=\"#summary\">Summary</a><a href=\"#findings\">Findings</a><a href=\"#dataset\">Data set</a><a href=\"#rules\">Rules</a></nav><button type=\"button\" id=\"theme\" hidden><span class=\"long\">Theme: </span><span>system</span></button></header>");
        html.Write($"<main>");
    }

    private static void WriteEnd(HtmlPage html, ScanResult result)
    {
        using var json = new LimitedStream(MaxBytes - html.Length - HtmlAssets.Script.Length - 2000);
        new JsonReport().Write(result, json);
        var hasCopy = !json.IsOverflowing;
        html.Write($"</main>");
        html.Write($"<footer><p>DatasetGuard {result.ToolVersion}, depth {JsonText.Name(result.Depth)}, seed {result.Seed}. Dataset digest <code>{result.Dataset.Digest}</code>.</p>");
        html.Write($"<p>{(hasCopy ? "This page holds a copy of report.json, for programs." : "report.json is too large for a copy in this page; it lies beside it.")} <button type=\"button\" id=\"save-json\" hidden>Save report.json</button></p></footer>");
        if (hasCopy)
        {
            // The JSON writer leaves no character that could end the element or begin a comment in it.
            html.Write($"<script type=\"application/json\" id=\"report-json\">");
            html.Write(json.GetBuffer().AsSpan(0, (int)json.Length));
            html.Write($"</script>");
        }

        html.Write($"<dialog id=\"viewer\" aria-label=\"Enlarged image\"><div class=\"stage\"></div><p class=\"caption\"></p><div class=\"buttons\"><button type=\"button\" data-step=\"-1\">Previous</button><button type=\"button\" data-step=\"1\">Next</button><button type=\"button\" data-close>Close</button></div></dialog>");
        html.Write($"<script>{new Markup(HtmlAssets.Script)}</script>");
        html.Write($"</body></html>");
    }
}
