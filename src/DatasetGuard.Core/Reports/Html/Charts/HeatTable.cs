namespace DatasetGuard.Core.Reports.Html.Charts;

/// <summary>A table in which the shade of a cell tells a share.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Corner">What the rows are.</param>
/// <param name="Columns">Their heads.</param>
/// <param name="Rows">Each with its head and a cell a column.</param>
public sealed record HeatTable(string Title, string Corner, IReadOnlyList<string> Columns, IReadOnlyList<(string Name, IReadOnlyList<HeatCell> Cells)> Rows)
{
    private const int Shades = 10;

    internal void Write(HtmlPage html)
    {
        html.Write($"<div class=\"panel wide\"><h3>{Title}</h3><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Title}\"><table class=\"heat\"><thead><tr><th scope=\"col\">{Corner}</th>");
        foreach (var column in Columns)
            html.Write($"<th scope=\"col\">{Printable.Text(column)}</th>");

        html.Write($"</tr></thead><tbody>");
        foreach (var (name, cells) in Rows)
        {
            html.Write($"<tr><th scope=\"row\" translate=\"no\">{Printable.Text(name)}</th>");
            foreach (var cell in cells)
                html.Write($"<td class=\"h{(int)Math.Ceiling(Math.Clamp(cell.Share ?? 0, 0, 1) * Shades)}\">{Printable.Text(cell.Text)}</td>");

            html.Write($"</tr>");
        }

        html.Write($"</tbody></table></div></div>");
    }
}

/// <param name="Share">From 0 to 1; null for nothing known.</param>
/// <param name="Text">What stands in it.</param>
public sealed record HeatCell(double? Share, string Text);
