namespace DatasetGuard.Core.Reports.Html;

/// <summary>How a property from 0 to 1 is distributed; flagged samples are drawn over all, on a scale of their own.</summary>
internal static class Histogram
{
    private const int Bins = 40;
    private const int BinWidth = 10;
    private const int Height = 100;

    public static void Write(HtmlPage html, string title, string low, string high, List<(float Value, bool IsFlagged)> values)
    {
        var ordered = values.Select(one => one.Value).Order().ToList();
        if (ordered.Count == 0)
            return;

        string Percentile(int percent) => $"{ordered[(ordered.Count - 1) * percent / 100]:0.00}";
        var text = $"Half of the images lie between {Percentile(25)} and {Percentile(75)}, all between {Percentile(0)} and {Percentile(100)}.";
        html.Write($"<div class=\"panel\"><h3>{title}</h3>");
        Draw(html, title, low, high, values, text);
        html.Write($"<p class=\"quiet\">{text}{(values.Exists(one => one.IsFlagged) ? " Narrow bars: the flagged images, on a scale of their own." : "")}</p></div>");
    }

    /// <summary>The picture alone.</summary>
    /// <param name="html">Where it goes.</param>
    /// <param name="title">What is on the axis.</param>
    /// <param name="low">Its left end, in words.</param>
    /// <param name="high">Its right end.</param>
    /// <param name="values">From 0 to 1; what lies beyond is drawn at the ends.</param>
    /// <param name="text">What it shows, for those who do not see it.</param>
    public static void Draw(HtmlPage html, string title, string low, string high, List<(float Value, bool IsFlagged)> values, string text)
    {
        var (all, flagged) = (new int[Bins], new int[Bins]);
        foreach (var (value, isFlagged) in values)
        {
            var bin = Math.Clamp((int)(value * Bins), 0, Bins - 1);
            all[bin]++;
            flagged[bin] += isFlagged ? 1 : 0;
        }

        html.Write($"<svg class=\"histogram\" viewBox=\"0 -2 {Bins * BinWidth} {Height + 2}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{title}. {text}\">");
        WriteBars(html, all, "all", BinWidth - 1, 0);
        WriteBars(html, flagged, "flagged", 4, 3);
        html.Write($"</svg><p class=\"axis\"><span>{low}</span><span>{high}</span></p>");
    }

    private static void WriteBars(HtmlPage html, int[] counts, string style, int width, int offset)
    {
        var largest = Math.Max(1, counts.Max());
        for (var bin = 0; bin < Bins; bin++)
        {
            var height = Math.Max(counts[bin] > 0 ? 1 : 0, (int)((long)counts[bin] * Height / largest));
            if (height > 0)
                html.Write($"<rect class=\"{style}\" x=\"{(bin * BinWidth) + offset}\" y=\"{Height - height}\" width=\"{width}\" height=\"{height}\"/>");
        }
    }
}
