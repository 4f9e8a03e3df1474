using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>The map of the features: a picture in which people draw around points and get the names of their files.</summary>
internal static class MapPanel
{
    /// <summary>What has to be left of the page for what comes after the map.</summary>
    private const int Reserve = 600_000;

    public static void Write(HtmlPage html, ScanResult result)
    {
        if (result.Maps.Count == 0)
        {
            if (result is { Depth: ScanDepth.Fast, Dataset: { HoldsVectors: false, Samples.Count: > 0 } })
                html.Write($"<p class=\"quiet\">A scan at depth standard adds a map of the features.</p>");

            return;
        }

        html.Write($"<div class=\"panel wide\" id=\"map-panel\"><h3>Map of the features</h3>");
        foreach (var map in result.Maps)
            html.Write($"<p class=\"quiet\">{Describe(map)}</p>");

        result = result with { Maps = [.. result.Maps.Where(map => map.Missing is null)] };
        if (result.Maps.Count > 0)
            WriteWhatFits(html, result);

        html.Write($"</div>");
    }

    private static void WriteWhatFits(HtmlPage html, ScanResult result)
    {
        (bool Scores, bool Names)[] contents = [(true, true), (false, true), (false, false)];
        var room = HtmlReport.MaxBytes - html.Length - Reserve;
        var data = contents.Select(content => (content.Names, Bytes: MapData.Of(result, content.Scores, content.Names))).FirstOrDefault(one => one.Bytes.Length <= room);
        if (data.Bytes is null)
            html.Write($"<p class=\"left-out\">The map is left out: this page is full.</p>");
        else
            WriteMap(html, result, data.Bytes, data.Names);
    }

    private static string Describe(FeatureMap map)
    {
        if (map.Missing is { } reason)
            return $"There is no map of {map.Source}. {reason}";

        var axes = map.SamplesForAxes == 0 ? "" : $" They were found from {map.SamplesForAxes:N0} samples that are spread evenly over the classes; every sample is drawn.";
        var beyond = map.Beyond == 0 ? "" : $" {map.Beyond:N0} far out are drawn at the edge.";
        return $"{ReportText.Count(map.Samples.Count, "sample")} by {map.Source}: what these take for alike lies close together. The two axes are the first principal components and hold {map.Share:P0} of the variance.{axes}{beyond}";
    }

    private static void WriteMap(HtmlPage html, ScanResult result, byte[] data, bool hasNames)
    {
        html.Write($"<p class=\"map-off\">The map is drawn by the script of this page, which did not run. <code>scores.csv</code> has the scores of every sample.</p>");
        html.Write($"<div id=\"map\" hidden><form class=\"controls\" aria-label=\"What the map shows\">");
        WriteChoice(html, "map-which", "Features", [.. result.Maps.Select((map, i) => ($"{i}", map.Source))], isHidden: result.Maps.Count < 2);
        WriteChoice(html, "map-colour", "Colour", [("class", "by class"), ("level", "what is flagged")], isHidden: false);
        WriteChoice(html, "map-class", "Class", [("", "all classes")], isHidden: false);
        html.Write($"<div class=\"zoom\" role=\"group\" aria-label=\"Zoom\"><button type=\"button\" data-zoom=\"2\" aria-label=\"Closer\">+</button><button type=\"button\" data-zoom=\"0.5\" aria-label=\"Farther\">−</button><button type=\"button\" data-zoom=\"0\">All</button></div></form>");
        html.Write($"<canvas id=\"map-canvas\" tabindex=\"0\" role=\"application\" aria-label=\"Map of the features\" aria-describedby=\"map-help\"></canvas>");
        html.Write($"<p class=\"legend\" id=\"map-legend\"></p>");
        html.Write($"<p class=\"quiet\" id=\"map-help\">Draw around points to list their files; point at one to read its name. Ctrl and the wheel zoom, Shift and dragging move. With the keyboard: the arrows move a frame over the map, + and − change its size, Enter lists what is in it, 0 shows all.</p>");
        html.Write($"<output id=\"map-found\" aria-live=\"polite\"></output>");
        html.Write($"<div id=\"map-list\" hidden><button type=\"button\" class=\"copy\" data-copy=\"map-files\" hidden>Copy</button><pre id=\"map-files\" tabindex=\"0\" aria-label=\"Files of the chosen points\"></pre></div></div>");
        if (!hasNames)
            html.Write($"<p class=\"left-out\">The page has no room for the names of all files: rows of <code>scores.csv</code> stand for them.</p>");

        html.Write($"<script type=\"application/json\" id=\"map-data\">");
        html.Write(data);
        html.Write($"</script>");
    }

    private static void WriteChoice(HtmlPage html, string id, string label, (string Value, string Text)[] choices, bool isHidden)
    {
        html.Write($"<label{new Markup(isHidden ? " hidden" : "")}>{label}<select id=\"{id}\">");
        foreach (var (value, text) in choices)
            html.Write($"<option value=\"{value}\">{text}</option>");

        html.Write($"</select></label>");
    }
}
