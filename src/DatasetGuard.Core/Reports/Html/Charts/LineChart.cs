using System.Globalization;
using System.Text;

namespace DatasetGuard.Core.Reports.Html.Charts;

/// <summary>Lines over two axes, as a picture that needs no script.</summary>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Text">What it says, for those who do not see it and for those who do.</param>
/// <param name="X">From left to right.</param>
/// <param name="Y">From the bottom up.</param>
/// <param name="Series">At most as many as can be told apart.</param>
public sealed record LineChart(string Title, string Text, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series)
{
    private const int Width = 640;
    private const int Height = 400;
    private const int Left = 56;
    private const int Right = 12;
    private const int Top = 10;
    private const int Bottom = 46;

    /// <summary>Colours of the style sheet; more lines begin anew.</summary>
    private const int Colours = 6;

    internal void Write(HtmlPage html)
    {
        html.Write($"<figure class=\"panel chart\"><h3>{Title}</h3><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Title}\"><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Title}. {Text}\">");
        WriteAxes(html);
        foreach (var (series, i) in Series.Select((series, i) => (series, i)))
            html.Write($"<polyline class=\"{StyleOf(series, i)}\" points=\"{new Markup(PointsOf(series))}\"/>");

        html.Write($"</svg></div><figcaption><p class=\"legend\">");
        foreach (var (series, i) in Series.Select((series, i) => (series, i)))
            html.Write($"<span><svg viewBox=\"0 0 20 10\" aria-hidden=\"true\"><polyline class=\"{StyleOf(series, i)}\" points=\"0 5 20 5\"/></svg>{series.Name}</span>");

        html.Write($"</p><p>{Text}</p></figcaption></figure>");
    }

    private void WriteAxes(HtmlPage html)
    {
        foreach (var (value, text) in X.Ticks())
        {
            var x = Left + (int)(X.Place(value) * (Width - Left - Right));
            html.Write($"<path class=\"grid\" d=\"M{x} {Top}V{Height - Bottom}\"/><text x=\"{x}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{text}</text>");
        }

        foreach (var (value, text) in Y.Ticks())
        {
            var y = Height - Bottom - (int)(Y.Place(value) * (Height - Top - Bottom));
            html.Write($"<path class=\"grid\" d=\"M{Left} {y}H{Width - Right}\"/><text x=\"{Left - 6}\" y=\"{y + 4}\" text-anchor=\"end\">{text}</text>");
        }

        html.Write($"<text class=\"title\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">{X.Title}</text>");
        html.Write($"<text class=\"title\" transform=\"translate(12 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{Y.Title}</text>");
    }

    /// <summary>To a tenth of a unit; points that fall together are drawn once, so that a curve of very many is no longer than it is fine.</summary>
    private string PointsOf(ChartSeries series)
    {
        var text = new StringBuilder();
        var last = (X: -1, Y: -1);
        foreach (var (x, y) in series.Points.Where(point => !double.IsNaN(point.X) && !double.IsNaN(point.Y)))
        {
            var place = ((int)Math.Round(10 * (Left + (X.Place(x) * (Width - Left - Right)))), (int)Math.Round(10 * (Height - Bottom - (Y.Place(y) * (Height - Top - Bottom)))));
            if (place == last)
                continue;

            text.Append(CultureInfo.InvariantCulture, $"{place.Item1 / 10.0} {place.Item2 / 10.0} ");
            last = place;
        }

        return text.ToString().TrimEnd();
    }

    private static string StyleOf(ChartSeries series, int number) => series.IsReference ? "line reference" : $"line line{number % Colours}";
}
