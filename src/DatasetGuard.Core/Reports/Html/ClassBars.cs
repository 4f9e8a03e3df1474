using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>How many samples each class has, in each split, and how many of them are flagged.</summary>
internal static class ClassBars
{
    private const int MaxClasses = 40;

    /// <summary>Splits that have a colour of their own; the others share the last.</summary>
    private const int Colours = 4;

    public static void Write(HtmlPage html, Dataset dataset, HashSet<string> flagged)
    {
        var splits = Math.Max(1, dataset.Splits.Count);
        var counts = new int[dataset.Classes.Count][];
        var hits = new int[dataset.Classes.Count];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = new int[splits];

        foreach (var sample in dataset.Samples.Where(sample => sample.ClassIndex >= 0))
        {
            counts[sample.ClassIndex][Math.Clamp(sample.SplitIndex, 0, splits - 1)]++;
            hits[sample.ClassIndex] += flagged.Contains(sample.Id) ? 1 : 0;
        }

        html.Write($"<div class=\"panel wide\"><h3>Classes</h3>");
        if (dataset.Classes.Count == 0)
            html.Write($"<p>There are none.</p>");
        if (flagged.Count > 0)
            html.Write($"<p class=\"quiet\">Red below a bar: what is flagged.</p>");

        WriteLegend(html, dataset.Splits);
        html.Write($"<ul class=\"bars\">");
        var order = Enumerable.Range(0, counts.Length).OrderByDescending(i => counts[i].Sum()).ThenBy(i => dataset.Classes[i], StringComparer.Ordinal).ToList();
        var largest = order.Count == 0 ? 1 : counts[order[0]].Sum();
        foreach (var i in order.Take(MaxClasses))
        {
            var numbers = splits > 1 ? string.Join(" + ", counts[i].Select(count => $"{count:N0}")) : $"{counts[i][0]:N0}";
            Bar.Write(html, dataset.Classes[i], largest, [.. counts[i].Select((count, split) => (count, StyleOf(split)))], $"{numbers}{(hits[i] > 0 ? $", {hits[i]:N0} flagged" : "")}", hits[i]);
        }

        html.Write($"</ul>");
        WriteRest(html, dataset, [.. order.Skip(MaxClasses).Select(i => counts[i].Sum())]);
        html.Write($"</div>");
    }

    private static void WriteLegend(HtmlPage html, IReadOnlyList<string> splits)
    {
        if (splits.Count < 2)
            return;

        html.Write($"<p class=\"legend\">");
        for (var split = 0; split < Math.Min(splits.Count, Colours); split++)
        {
            var isShared = split == Colours - 1 && splits.Count > Colours;
            html.Write($"<span><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"{StyleOf(split)}\" width=\"10\" height=\"10\"/></svg>{(isShared ? "other splits" : Printable.Text(splits[split]))}</span>");
        }

        html.Write($"</p>");
    }

    private static void WriteRest(HtmlPage html, Dataset dataset, List<int> rest)
    {
        if (rest.Count > 0)
            html.Write($"<p class=\"quiet\">{ReportText.Count(rest.Count, "smaller class", "smaller classes")} of {rest[^1]:N0} to {rest[0]:N0}.</p>");
        if (dataset.Samples.Count(sample => sample.ClassIndex < 0) is > 0 and var unlabelled)
            html.Write($"<p class=\"quiet\">{ReportText.Count(unlabelled, "sample")} without a class.</p>");
        if (dataset.Splits.Count > 1 && dataset.Samples.Any(sample => sample.SplitIndex < 0))
            html.Write($"<p class=\"quiet\">Samples without a split are counted to {Printable.Text(dataset.Splits[0])}.</p>");
    }

    private static string StyleOf(int split) => $"split{Math.Min(split, Colours - 1)}";
}
