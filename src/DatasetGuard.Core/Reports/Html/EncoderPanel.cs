using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Rules.Classes;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>How the files of each class were saved: a class that was saved in a way of its own comes from elsewhere, or was changed.</summary>
internal static class EncoderPanel
{
    private const int MaxSettings = 10;
    private const int MaxClasses = 12;

    /// <summary>Shades of a cell.</summary>
    private const int Shades = 10;

    public static void Write(HtmlPage html, Dataset dataset)
    {
        var table = EncoderTable.Of(dataset);
        if (table.Groups.Count == 0)
            return;

        html.Write($"<div class=\"panel wide\" id=\"encoders\"><h3>How the files were saved</h3>");
        if (table.Groups.Count == 1)
            html.Write($"<p>All {table.Total:N0} in one way: {table.Groups[0].Description}.</p>");
        else
            WriteTable(html, table, dataset);

        html.Write($"</div>");
    }

    private static void WriteTable(HtmlPage html, EncoderTable table, Dataset dataset)
    {
        int[] classes = [.. Enumerable.Range(0, dataset.Classes.Count).Where(i => table.CountOf(i) > 0).OrderByDescending(table.CountOf).ThenBy(i => i)];
        html.Write($"<p class=\"quiet\">Share of each class. {Verdict(table)}</p>");
        html.Write($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"How the files of each class were saved\"><table class=\"heat\"><thead><tr><th scope=\"col\">Saved as</th><th scope=\"col\">All</th>");
        foreach (var label in classes.Take(MaxClasses))
            html.Write($"<th scope=\"col\" translate=\"no\" title=\"{Printable.Text(dataset.Classes[label])}\"><span class=\"name\">{Printable.Text(dataset.Classes[label])}</span></th>");

        html.Write($"</tr></thead><tbody>");
        foreach (var group in table.Groups.Take(MaxSettings))
        {
            html.Write($"<tr><th scope=\"row\">{group.Description}</th><td class=\"number\">{group.Count:N0}</td>");
            foreach (var label in classes.Take(MaxClasses))
                WriteCell(html, group.ByClass.TryGetValue(label, out var samples) ? samples.Count : 0, table.CountOf(label));

            html.Write($"</tr>");
        }

        html.Write($"</tbody></table></div>");
        WriteRest(html, Math.Max(0, table.Groups.Count - MaxSettings), Math.Max(0, classes.Length - MaxClasses));
    }

    private static void WriteCell(HtmlPage html, int count, int all)
    {
        var percent = 100.0 * count / all;
        var text = count == 0 ? "–" : percent < 0.5 ? "<1 %" : $"{percent:0} %";
        html.Write($"<td class=\"number h{(int)Math.Ceiling((double)count * Shades / all)}\" title=\"{ReportText.Count(count, "file")}\">{text}</td>");
    }

    private static void WriteRest(HtmlPage html, int settings, int classes)
    {
        List<string> parts = [];
        if (settings > 0)
            parts.Add(ReportText.Count(settings, "rarer way of saving", "rarer ways of saving"));
        if (classes > 0)
            parts.Add(ReportText.Count(classes, "smaller class", "smaller classes"));
        if (parts.Count > 0)
            html.Write($"<p class=\"left-out\">Not shown: {string.Join(" and ", parts)}.</p>");
    }

    private static string Verdict(EncoderTable table) => table.CramersV() switch
    {
        >= 0.5 => "The way of saving nearly tells the class: a network can learn it in the place of the picture.",
        >= 0.1 => "The ways of saving differ between the classes.",
        _ => "The classes were saved alike, so that it tells a network nothing.",
    };
}
