using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>The data set at a glance: classes, splits, sizes, and how its images look.</summary>
internal static class DatasetSection
{
    private const int MaxKinds = 8;

    public static void Write(HtmlPage html, ScanResult result)
    {
        var dataset = result.Dataset;
        var flagged = result.Findings.SelectMany(finding => finding.Samples).Select(one => one.Sample.Id).ToHashSet(StringComparer.Ordinal);
        html.Write($"<section id=\"dataset\"><h2>Data set</h2><div class=\"panels\">");
        ClassBars.Write(html, dataset, flagged);
        var images = dataset.Samples.Where(sample => sample.Facts is not null).ToList();
        if (images.Count > 0)
        {
            WriteKinds(html, "Sizes", images, facts => $"{facts.Width} × {facts.Height}");
            WriteKinds(html, "Formats", images, facts => facts.IsGray ? $"{facts.Format}, gray" : $"{facts.Format}, colour");
            Histogram.Write(html, "Brightness", "dark", "bright", Values(images, Brightness, flagged));
            Histogram.Write(html, "Sharpness", "smooth", "sharp", Values(images, facts => facts.Sharpness, flagged));
            EncoderPanel.Write(html, dataset);
        }

        MapPanel.Write(html, result);
        html.Write($"</div></section>");
    }

    /// <summary>The mean colour's perceived brightness.</summary>
    private static float Brightness(AppearanceFacts facts) =>
        MathF.Sqrt((0.241f * facts.Red * facts.Red) + (0.691f * facts.Green * facts.Green) + (0.068f * facts.Blue * facts.Blue));

    private static List<(float Value, bool IsFlagged)> Values(List<Sample> images, Func<AppearanceFacts, float> property, HashSet<string> flagged) =>
        [.. images.Where(image => image.Appearance is not null).Select(image => (property(image.Appearance!), flagged.Contains(image.Id)))];

    private static void WriteKinds(HtmlPage html, string title, List<Sample> images, Func<ImageFacts, string> kind)
    {
        var counts = images.CountBy(image => kind(image.Facts!)).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        var rest = counts.Skip(MaxKinds).Sum(pair => pair.Value);
        html.Write($"<div class=\"panel\"><h3>{title}</h3><ul class=\"bars\">");
        foreach (var (name, count) in counts.Take(MaxKinds))
            Bar.Write(html, name, counts[0].Value, [(count, "all")], $"{count:N0}");

        html.Write($"</ul>");
        if (rest > 0)
            html.Write($"<p class=\"quiet\">{ReportText.Count(rest, "image")} of {ReportText.Count(counts.Count - MaxKinds, "other kind")}.</p>");

        html.Write($"</div>");
    }
}
