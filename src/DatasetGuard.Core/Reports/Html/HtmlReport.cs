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

    private static readonly (string Id, string Name)[] Sections = [("summary", "Summary"), ("findings", "Findings"), ("dataset", "Data set"), ("rules", "Rules")];

    public string Format => "html";

    public string FileName => "report.html";

    public void Write(ScanResult result, Stream output)
    {
        using var html = new HtmlPage(output);
        var anchors = new Anchors(result);
        HtmlFrame.WriteStart(html, $"{SummarySection.WordOf(result)}: {Printable.Text(result.Dataset.Root)}", ("findings", "To the findings"), Sections);
        SummarySection.Write(html, result, anchors);
        FindingsSection.Write(html, result, anchors);
        SuppressedSection.Write(html, result, anchors);
        DatasetSection.Write(html, result);
        RulesSection.Write(html, result);
        HtmlFrame.WriteEnd(html, () => WriteFooter(html, result));
    }

    private static void WriteFooter(HtmlPage html, ScanResult result)
    {
        using var json = new LimitedStream(MaxBytes - html.Length - HtmlAssets.Script.Length - 2000);
        new JsonReport().Write(result, json);
        var hasCopy = !json.IsOverflowing;
        html.Write($"<footer><p>DatasetGuard {result.ToolVersion}, depth {JsonText.Name(result.Depth)}, seed {result.Seed}. Dataset digest <code>{result.Dataset.Digest}</code>.</p>");
        html.Write($"<p>{(hasCopy ? "This page holds a copy of report.json, for programs." : "report.json is too large for a copy in this page; it lies beside it.")} <button type=\"button\" id=\"save-json\" hidden>Save report.json</button></p></footer>");
        if (hasCopy)
        {
            // The JSON writer leaves no character that could end the element or begin a comment in it.
            html.Write($"<script type=\"application/json\" id=\"report-json\">");
            html.Write(json.GetBuffer().AsSpan(0, (int)json.Length));
            html.Write($"</script>");
        }
    }
}
