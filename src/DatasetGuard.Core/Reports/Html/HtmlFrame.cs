namespace DatasetGuard.Core.Reports.Html;

/// <summary>What every page begins and ends with: the policy, the style, the bar, the viewer and the script.</summary>
internal static class HtmlFrame
{
    /// <param name="html">Still empty.</param>
    /// <param name="title">Of the window.</param>
    /// <param name="skip">What the first link leads to, for those who come with the keyboard: an id and words.</param>
    /// <param name="sections">Ids and names.</param>
    public static void WriteStart(HtmlPage html, string title, (string Id, string Text) skip, IReadOnlyList<(string Id, string Name)> sections)
    {
        html.Write($"<!DOCTYPE html>");
        html.Write($"<html lang=\"en\">");
        html.Write($"<head>");
        html.Write($"<meta charset=\"utf-8\">");
        html.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"{new Markup(HtmlAssets.Policy)}\">");
        html.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Write($"<meta name=\"referrer\" content=\"no-referrer\">");
        html.Write($"<title>{title} – DatasetGuard</title>");
        html.Write($"<style>{new Markup(HtmlAssets.Style)}</style>");
        html.Write($"</head>");
        html.Write($"<body>");
        html.Write($"<a class=\"skip\" href=\"#{skip.Id}\">{skip.Text}</a>");
        html.Write($"<header class=\"bar\"><strong>DatasetGuard</strong><nav aria-label=\"Sections\">");
        foreach (var (id, name) in sections)
            html.Write($"<a href=\"#{id}\">{name}</a>");

        html.Write($"</nav><button type=\"button\" id=\"theme\" hidden><span class=\"long\">Theme: </span><span>system</span></button></header>");
        html.Write($"<main>");
    }

    /// <param name="html">The page.</param>
    /// <param name="writeFooter">Writes the footer, and what the script reads.</param>
    public static void WriteEnd(HtmlPage html, Action writeFooter)
    {
        html.Write($"</main>");
        writeFooter();
        html.Write($"<dialog id=\"viewer\" aria-label=\"Picture\"><div class=\"stage\"></div><p class=\"caption\"></p><div class=\"buttons\"><button type=\"button\" data-step=\"-1\">Previous</button><button type=\"button\" data-step=\"1\">Next</button><button type=\"button\" data-close>Close</button></div></dialog>");
        html.Write($"<script>{new Markup(HtmlAssets.Script)}</script>");
        html.Write($"</body></html>");
    }
}
