using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>How the images of a finding lie among those of their class in the score in which they stand out most.</summary>
internal static class ScoreContrast
{
    /// <summary>Findings from the first on that have one: each looks at all scores of its class.</summary>
    private const int MaxFindings = 50;

    private const int MinGroup = 8;

    /// <summary>The share of pairs in which the group's image has the higher score, from which on a picture is worth its room.</summary>
    private const double LeastAuc = 0.7;

    public static void Write(HtmlPage html, Finding finding, ScanResult result, int number)
    {
        if (number >= MaxFindings || finding.Samples.Count < MinGroup || finding.IsList || finding.Class is not { } name)
            return;

        var group = finding.Samples.Select(flagged => flagged.Sample.Id).ToHashSet(StringComparer.Ordinal);
        var members = result.Dataset.Samples.Index().Where(item => result.Dataset.ClassOf(item.Item) == name).Select(item => (item.Index, IsIn: group.Contains(item.Item.Id))).ToList();
        var best = result.Scores
            .Select(column => (column.Name, Values: members.Select(item => (Value: column.Values[item.Index], IsFlagged: item.IsIn)).Where(item => float.IsFinite(item.Value)).ToList()))
            .Select(item => (item.Name, item.Values, Auc: Auc(item.Values)))
            .Where(item => item.Auc >= LeastAuc)
            .OrderByDescending(item => item.Auc)
            .FirstOrDefault();
        if (best.Values is not { } values)
            return;

        var title = $"Score {best.Name}";
        var text = $"In {best.Auc:P0} of all pairs the image of this finding has a higher score than the other image of class {Printable.Text(name)}.";
        html.Write($"<div class=\"contrast\"{KeptNames.Attribute(text, finding)}><h4>{title}</h4>");
        Histogram.Draw(html, title, "low", "high", Scaled(values), text);
        html.Write($"<p class=\"quiet\">{text} Narrow bars: this finding, on a scale of their own.</p></div>");
    }

    /// <summary>Area under the ROC curve by the rank sum of Mann and Whitney 1947, ties counted half; 0 where either side is too small.</summary>
    private static double Auc(List<(float Value, bool IsFlagged)> values)
    {
        var inside = values.Count(item => item.IsFlagged);
        var outside = values.Count - inside;
        if (inside < MinGroup || outside < MinGroup)
            return 0;

        double ranks = 0;
        var below = 0;
        foreach (var ties in values.GroupBy(item => item.Value).OrderBy(ties => ties.Key))
        {
            var count = ties.Count();
            ranks += ties.Count(item => item.IsFlagged) * (below + ((count + 1) / 2.0));
            below += count;
        }

        return (ranks - (inside * (inside + 1.0) / 2)) / ((double)inside * outside);
    }

    /// <summary>To 0 to 1, without the most extreme hundredth of the class at either end.</summary>
    private static List<(float Value, bool IsFlagged)> Scaled(List<(float Value, bool IsFlagged)> values)
    {
        var ordered = values.Where(item => !item.IsFlagged).Select(item => item.Value).Order().ToList();
        var low = ordered[ordered.Count / 100];
        var high = Math.Max(ordered[^(1 + (ordered.Count / 100))], values.Where(item => item.IsFlagged).Max(item => item.Value));
        var range = high > low ? high - low : 1;
        return values.ConvertAll(item => ((item.Value - low) / range, item.IsFlagged));
    }
}
