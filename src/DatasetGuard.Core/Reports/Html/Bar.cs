namespace DatasetGuard.Core.Reports.Html;

/// <summary>A row of a bar chart: a name, a bar of one part or several, and what it says in words.</summary>
internal static class Bar
{
    private const int FullWidth = 1_000;

    /// <param name="html">Inside of a list.</param>
    /// <param name="name">Of the row.</param>
    /// <param name="largest">The count that a full bar stands for.</param>
    /// <param name="parts">Counts from left to right, with the style of each.</param>
    /// <param name="text">The numbers.</param>
    /// <param name="marked">Of the whole bar, drawn as a line under it.</param>
    public static void Write(HtmlPage html, string name, int largest, IReadOnlyList<(int Count, string Style)> parts, string text, int marked = 0)
    {
        html.Write($"<li><span class=\"name\" translate=\"no\" title=\"{Printable.Text(name)}\">{Printable.Text(name)}</span><svg viewBox=\"0 0 {FullWidth} 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        var left = 0;
        foreach (var (count, style) in parts.Where(part => part.Count > 0))
        {
            var width = WidthOf(count, largest);
            html.Write($"<rect class=\"{style}\" x=\"{left}\" width=\"{width}\" height=\"10\"/>");
            left += width;
        }

        if (marked > 0)
            html.Write($"<rect class=\"flagged\" y=\"7\" width=\"{WidthOf(marked, largest)}\" height=\"3\"/>");

        html.Write($"</svg><span class=\"number\">{text}</span></li>");
    }

    private static int WidthOf(int count, int largest) => Math.Max(2, (int)((long)count * FullWidth / Math.Max(1, largest)));
}
