namespace DatasetGuard.Core.Reports.Html;

/// <summary>Rule pages as HTML. Everything in a page that is not one of a few known marks stays text.</summary>
internal static class MarkdownHtml
{
    private const string ToDo = "**What to do.**";

    /// <summary>The page without its first heading.</summary>
    public static void Write(HtmlPage html, string page)
    {
        foreach (var block in MarkdownBlocks.Of(page))
        {
            if (!block[0].StartsWith("# ", StringComparison.Ordinal))
                WriteBlock(html, block);
        }
    }

    /// <summary>The paragraph of a page that says what to do about a finding; null where it has none.</summary>
    public static string? Advice(string page) => MarkdownBlocks.Of(page)
        .Where(block => block[0].StartsWith(ToDo, StringComparison.Ordinal))
        .Select(block => string.Join(' ', block)[ToDo.Length..].Trim())
        .FirstOrDefault();

    /// <summary>Bold and code.</summary>
    public static Markup Inline(string text) => new(string.Concat(MarkdownBlocks.Spans(text).Select(span => (span.IsCode, span.IsBold) switch
    {
        (true, _) => $"<code>{HtmlPage.Escape(span.Text).Text}</code>",
        (_, true) => $"<strong>{HtmlPage.Escape(span.Text).Text}</strong>",
        _ => HtmlPage.Escape(span.Text).Text,
    })));

    private static void WriteBlock(HtmlPage html, IReadOnlyList<string> block)
    {
        var first = block[0];
        if (first.StartsWith('#'))
            html.Write($"<h4>{first.TrimStart('#').Trim()}</h4>");
        else if (first.StartsWith(MarkdownBlocks.Fence, StringComparison.Ordinal))
            WriteFence(html, block);
        else if (first.StartsWith('|'))
            WriteTable(html, block);
        else if (first.StartsWith("- ", StringComparison.Ordinal))
            WriteList(html, block);
        else
            html.Write($"<p>{Inline(string.Join(' ', block))}</p>");
    }

    private static void WriteFence(HtmlPage html, IReadOnlyList<string> block)
    {
        html.Write($"<pre tabindex=\"0\">");
        foreach (var line in block.Skip(1).TakeWhile(line => !line.StartsWith(MarkdownBlocks.Fence, StringComparison.Ordinal)))
            html.Write($"{line}");

        html.Write($"</pre>");
    }

    private static void WriteList(HtmlPage html, IReadOnlyList<string> block)
    {
        html.Write($"<ul>");
        foreach (var item in MarkdownBlocks.Items(block))
            html.Write($"<li>{Inline(item[2..])}</li>");

        html.Write($"</ul>");
    }

    private static void WriteTable(HtmlPage html, IReadOnlyList<string> block)
    {
        html.Write($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><thead>");
        WriteRow(html, block[0], "th");
        html.Write($"</thead><tbody>");
        foreach (var row in block.Skip(2))
            WriteRow(html, row, "td");

        html.Write($"</tbody></table></div>");
    }

    private static void WriteRow(HtmlPage html, string row, string cell) =>
        html.Write($"<tr>{new Markup(string.Concat(MarkdownBlocks.Cells(row).Select(text => $"<{cell}>{Inline(text).Text}</{cell}>")))}</tr>");
}
