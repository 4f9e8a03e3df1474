using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html.Charts;

/// <summary>A page with a verdict, sentences, tables and charts, in the dress of <c>report.html</c>. All text is escaped here.</summary>
/// <example><code>
/// using var page = new ChartPage(output, "Audit of model", [("summary", "Summary")]);
/// page.Verdict("summary", PageMood.Pass, "Passes", "AUC 0.52 by the strongest attack.");
/// page.Chart(roc);
/// page.End();
/// </code></example>
public sealed class ChartPage : IDisposable
{
    private readonly HtmlPage _html;
    private bool _isInSection;
    private bool _isInPanels;

    /// <param name="output">Can tell its position; stays open.</param>
    /// <param name="title">Of the window.</param>
    /// <param name="sections">Ids and names.</param>
    public ChartPage(Stream output, string title, IReadOnlyList<(string Id, string Name)> sections)
    {
        _html = new HtmlPage(output);
        HtmlFrame.WriteStart(_html, Printable.Text(title), (sections[^1].Id, $"To {sections[^1].Name}"), sections);
    }

    /// <summary>The first section: one word, and why.</summary>
    public void Verdict(string id, PageMood mood, string word, string why)
    {
        Open($"<section id=\"{HtmlPage.Escape(id).Text}\" class=\"{JsonText.Name(mood)}\">");
        _html.Write($"<div class=\"verdict\"><h1>{word}</h1><p class=\"why\">{why}</p></div>");
    }

    public void Section(string id, string title)
    {
        Open($"<section id=\"{HtmlPage.Escape(id).Text}\">");
        _html.Write($"<h2>{title}</h2>");
    }

    public void Say(string sentence)
    {
        ClosePanels();
        _html.Write($"<p class=\"say\">{sentence}</p>");
    }

    public void Chart(LineChart chart)
    {
        OpenPanels();
        chart.Write(_html);
    }

    public void Table(HeatTable table)
    {
        OpenPanels();
        table.Write(_html);
    }

    /// <param name="title">What it shows.</param>
    /// <param name="columns">Their heads.</param>
    /// <param name="rows">A cell a column; the first is a name.</param>
    public void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        OpenPanels();
        _html.Write($"<div class=\"panel wide\"><h3>{title}</h3><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\"><table class=\"cells\"><thead><tr>");
        foreach (var column in columns)
            _html.Write($"<th scope=\"col\">{column}</th>");

        _html.Write($"</tr></thead><tbody>");
        foreach (var row in rows)
        {
            _html.Write($"<tr>");
            foreach (var (i, cell) in row.Index())
                _html.Write($"<td{new Markup(i == 0 ? " translate=\"no\"" : "")}>{Printable.Text(cell)}</td>");

            _html.Write($"</tr>");
        }

        _html.Write($"</tbody></table></div></div>");
    }

    /// <param name="title">What it shows.</param>
    /// <param name="png">The file; it becomes a part of the page.</param>
    /// <param name="description">For those who do not see it.</param>
    public void Picture(string title, byte[] png, string description)
    {
        OpenPanels();
        _html.Write($"<div class=\"panel wide evidence\"><h3>{title}</h3><figure><img class=\"pixels\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\" alt=\"{description}\"><figcaption>{description}</figcaption></figure></div>");
    }

    /// <summary>Nothing may follow.</summary>
    public void End()
    {
        Close();
        HtmlFrame.WriteEnd(_html, () => _html.Write($"<footer><p>DatasetGuard {Scanner.ToolVersion}.</p></footer>"));
    }

    public void Dispose() => _html.Dispose();

    private void Open(string start)
    {
        Close();
        _html.Write($"{new Markup(start)}");
        _isInSection = true;
    }

    private void Close()
    {
        ClosePanels();
        if (_isInSection)
            _html.Write($"</section>");

        _isInSection = false;
    }

    private void OpenPanels()
    {
        if (!_isInPanels)
            _html.Write($"<div class=\"panels\">");

        _isInPanels = true;
    }

    private void ClosePanels()
    {
        if (_isInPanels)
            _html.Write($"</div>");

        _isInPanels = false;
    }
}

/// <summary>The colour of a verdict.</summary>
public enum PageMood
{
    /// <summary>There is nothing to pass or to fail.</summary>
    Plain,
    Pass,
    Fail,
    Incomplete,
}
