using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>The flagged images of a finding, and beside them some that its class usually has.</summary>
internal static class Gallery
{
    /// <summary>Pixels that the longer side of a picture takes on the page.</summary>
    private const int Side = 72;

    /// <summary>The same where a finding has few.</summary>
    private const int LargeSide = 128;

    private const int Few = 4;

    /// <summary>More scroll in a box of their own.</summary>
    private const int Many = 60;

    /// <summary>Whether there is a picture of any of its images.</summary>
    public static bool Has(Finding finding, ScanResult result) => finding.Samples.Any(flagged => result.Thumbnails.Find(flagged.Sample) is not null);

    public static void Write(HtmlPage html, Finding finding, ScanResult result)
    {
        var shown = finding.Samples.Select(flagged => (Flagged: flagged, Picture: result.Thumbnails.Find(flagged.Sample))).Where(one => one.Picture is not null).ToList();
        if (shown.Count == 0)
            return;

        var isLarge = shown.Count <= Few;
        var style = isLarge ? "gallery large" : shown.Count > Many ? "gallery many" : "gallery";
        html.Write($"<div class=\"images\"><h4>{Caption(shown.Count, finding.Samples.Count)}</h4><ul class=\"{style}\">");
        foreach (var (flagged, picture) in shown)
            WritePicture(html, flagged.Sample, picture!, (Note(flagged, result.Dataset), JsonText.Text(flagged.Score)), isLarge ? LargeSide : Side);

        html.Write($"</ul></div>");
        var typical = finding.Class is { } name ? result.Thumbnails.TypicalOf(name) : [];
        if (typical.Count > 0)
        {
            html.Write($"<div class=\"typical\"><h4>Usual in class <span translate=\"no\">{Printable.Text(finding.Class!)}</span></h4><ul class=\"gallery\">");
            foreach (var sample in typical)
            {
                if (result.Thumbnails.Find(sample) is { } picture)
                    WritePicture(html, sample, picture, ("nothing found against it", ""), Side);
            }

            html.Write($"</ul></div>");
        }
    }

    private static string Caption(int shown, int all) => shown == all ? ReportText.Count(all, "flagged image") : $"{shown:N0} of {ReportText.Count(all, "flagged file")}";

    private static string Note(FlaggedSample flagged, Dataset dataset)
    {
        string?[] parts =
        [
            dataset.ClassOf(flagged.Sample) is { } label ? $"class {Printable.Text(label)}" : null,
            flagged.Group is { } group ? $"group {group}" : null,
        ];
        return string.Join(", ", parts.Where(part => part is not null));
    }

    private static void WritePicture(HtmlPage html, Sample sample, Thumbnail picture, (string Text, string Score) note, int side)
    {
        var (width, height) = Fit(picture, side);
        html.Write($"<li><button type=\"button\" data-note=\"{note.Text}\" data-score=\"{note.Score}\"><img{new Markup(picture.IsNative ? " class=\"pixels\"" : "")} decoding=\"async\" src=\"data:{picture.MediaType};base64,{Convert.ToBase64String(picture.Bytes)}\" width=\"{width}\" height=\"{height}\" alt=\"{Printable.Text(sample.Id)}\"></button></li>");
    }

    /// <summary>Small images by a whole factor, so that all their pixels are equally large.</summary>
    private static (int Width, int Height) Fit(Thumbnail picture, int side)
    {
        var longer = Math.Max(picture.Width, picture.Height);
        if (picture.IsNative)
            return (picture.Width * Math.Max(1, side / longer), picture.Height * Math.Max(1, side / longer));

        return (Math.Max(1, picture.Width * side / longer), Math.Max(1, picture.Height * side / longer));
    }
}
