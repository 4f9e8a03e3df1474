using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>One finding: what it says, its evidence, its images beside those of its class, and their names.</summary>
internal static class FindingCard
{
    /// <summary>Length of the page from which on cards have no pictures.</summary>
    public const long MaxLengthWithPictures = 6_400_000;

    /// <summary>Length of the page from which on cards name few files.</summary>
    private const long MaxLengthWithNames = 7_000_000;

    private const int MaxMessage = 2_000;
    private const int MaxNames = 5_000;
    private const int FewNames = 3;

    /// <summary>Of names in one card, in characters.</summary>
    private const int MaxNameLength = 300_000;

    /// <summary>Evidence of 32 pixels a side is enlarged to this height, by a whole factor.</summary>
    private const int PictureHeight = 128;

    private const int PictureWidth = 1_000;

    public static void Write(HtmlPage html, Finding finding, ScanResult result, string anchor, int number)
    {
        var level = finding.Level.Name();
        html.Write($"<article class=\"card {level}\" id=\"{anchor}\" data-level=\"={level}\" data-rule=\"={finding.RuleId}\" data-class=\"={(finding.Class is null ? "" : Printable.Text(finding.Class))}\" data-count=\"{finding.Samples.Count}\" data-order=\"{number}\" aria-labelledby=\"{anchor}-title\">");
        WriteHead(html, finding, anchor);
        html.Write($"<p class=\"message\"{KeptNames.Attribute(finding.Message, finding)}>{(finding.Message.Length > MaxMessage ? $"{finding.Message[..MaxMessage]}…" : finding.Message)}</p>");
        if (html.Length < MaxLengthWithPictures)
        {
            html.Write($"<div class=\"look\">");
            WriteEvidence(html, finding, Gallery.Has(finding, result));
            Gallery.Write(html, finding, result);
            html.Write($"</div>");
        }

        html.Write($"<div class=\"more\">");
        WriteMeasures(html, finding, result, number);
        WriteNames(html, finding, anchor);
        html.Write($"<a href=\"#rule-{finding.RuleId}\" title=\"How it is found, what else looks like it, how to tune it\">About {finding.RuleId}</a></div></article>");
    }

    private static void WriteHead(HtmlPage html, Finding finding, string anchor)
    {
        var (level, subject) = (finding.Level.Name(), SummarySection.Subject(finding).TrimEnd('.'));
        html.Write($"<header><span class=\"level {level}\">{level}</span><h3 id=\"{anchor}-title\"{KeptNames.Attribute(subject, finding)}>{subject}</h3>");
        html.Write($"<span class=\"facts\">{finding.RuleId}{(finding.Samples.Count > 0 ? $" · {ReportText.Count(finding.Samples.Count, "file")}" : "")}</span><a class=\"link\" href=\"#{anchor}\" aria-label=\"Link to this finding\">#</a></header>");
    }

    /// <param name="html">Where it goes.</param>
    /// <param name="finding">With pictures or without.</param>
    /// <param name="hasGallery">Its images are shown as well: what shows nothing else is left out.</param>
    private static void WriteEvidence(HtmlPage html, Finding finding, bool hasGallery)
    {
        var pictures = finding.Pictures.Where(picture => !(picture.IsOfSamples && hasGallery)).ToList();
        if (pictures.Count == 0)
            return;

        html.Write($"<div class=\"evidence\">");
        foreach (var picture in pictures)
        {
            var pixels = picture.Pixels;
            var factor = Math.Max(1, Math.Min((PictureHeight + pixels.Height - 1) / pixels.Height, PictureWidth / pixels.Width));
            html.Write($"<figure{new Markup(pixels.Width * factor <= PictureHeight ? " class=\"small\"" : "")}><img class=\"pixels\" src=\"data:image/png;base64,{Convert.ToBase64String(ImageEncoder.EncodePng(pixels))}\" width=\"{pixels.Width * factor}\" height=\"{pixels.Height * factor}\" alt=\"{picture.Caption}\"><figcaption>{picture.Caption}</figcaption></figure>");
        }

        html.Write($"</div>");
    }

    private static void WriteMeasures(HtmlPage html, Finding finding, ScanResult result, int number)
    {
        if (finding.Score is null && finding.Measures.Count == 0)
            return;

        html.Write($"<details><summary>Numbers behind it</summary><dl>");
        if (finding.Score is { } score)
            html.Write($"<div><dt>score</dt><dd>{JsonText.Text(score)}{(finding.Threshold is { } from ? $", reported from {JsonText.Text(from)}" : "")}</dd></div>");
        foreach (var measure in finding.Measures)
            html.Write($"<div><dt>{measure.Name}</dt><dd>{JsonText.Text(measure.Value)}</dd></div>");

        html.Write($"</dl>");
        ScoreContrast.Write(html, finding, result, number);
        html.Write($"</details>");
    }

    private static void WriteNames(HtmlPage html, Finding finding, string anchor)
    {
        if (finding.Samples.Count == 0)
            return;

        var most = html.Length < MaxLengthWithNames ? MaxNames : FewNames;
        html.Write($"<details><summary>{ReportText.Count(finding.Samples.Count, "file name")}</summary>");
        html.Write($"<button type=\"button\" class=\"copy\" data-copy=\"{anchor}-files\" hidden>Copy</button>");
        html.Write($"<pre id=\"{anchor}-files\" tabindex=\"0\" aria-label=\"Files of this finding\">");
        var (count, length) = (0, 0);
        foreach (var name in finding.Samples.Take(most).Select(flagged => flagged.Sample.Id).TakeWhile(name => (length += name.Length) < MaxNameLength))
        {
            html.Write($"{name}");
            count++;
        }

        html.Write($"</pre>");
        if (count < finding.Samples.Count)
            html.Write($"<p class=\"left-out\">{finding.Samples.Count - count:N0} more in <code>report.json</code>.</p>");

        html.Write($"</details>");
    }
}
