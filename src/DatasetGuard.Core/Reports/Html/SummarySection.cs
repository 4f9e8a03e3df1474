using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>The first screen: the verdict, what was found and why it matters, what to do, and what was not looked at.</summary>
internal static class SummarySection
{
    /// <summary>Findings of one rule that have a line each.</summary>
    private const int MaxOfARule = 3;

    private const int MaxReasons = 10;
    private const int MinSentence = 60;
    private const int MaxSentence = 320;

    public static string WordOf(ScanResult result) => result.ExitCode switch
    {
        ExitCode.Success => "Pass",
        ExitCode.Findings => "Fail",
        ExitCode.NothingToScan => "Nothing to scan",
        _ => "Incomplete",
    };

    public static void Write(HtmlPage html, ScanResult result, Anchors anchors)
    {
        var style = result.ExitCode switch { ExitCode.Success => "pass", ExitCode.Findings => "fail", _ => "incomplete" };
        html.Write($"<section id=\"summary\" class=\"{style}\">");
        html.Write($"<div class=\"verdict\"><h1>{WordOf(result)}</h1><p class=\"why\">{Why(result)}</p></div>");
        WriteDataset(html, result);
        WriteTiles(html, result.Gate);
        if (BaselineNews.Of(result) is { } news)
            html.Write($"<div class=\"panel news\"><h2>Against the baseline</h2><p>{news}</p></div>");

        html.Write($"<div class=\"panels\">");
        WriteReasons(html, result, anchors);
        NextSteps.Write(html, result);
        NotLookedAt.Write(html, result);
        html.Write($"</div></section>");
    }

    private static string Why(ScanResult result)
    {
        var gate = result.Gate;
        var failing = result.Findings.Count(finding => Gate.Fails(finding.Level, gate.FailOn));
        var limit = gate.FailOn switch
        {
            FailOn.None => "No finding is set to fail this scan.",
            FailOn.Error => "Errors fail a scan, warnings and notes do not.",
            FailOn.Warning => "Errors and warnings fail this scan, notes do not.",
            _ => "Errors, warnings and notes fail this scan.",
        };
        return result.ExitCode switch
        {
            ExitCode.Success when result.Findings.Count == 0 => "Nothing was found by the rules that ran.",
            ExitCode.Success => $"{ReportText.Count(result.Findings.Count, "finding")}, none so grave that the scan fails. {limit}",
            ExitCode.Findings => $"Do not train on this data yet: {ReportText.Count(failing, "finding")} must be looked at first. {limit}",
            ExitCode.NothingToScan => $"{result.NothingToScan} This is not a pass.",
            _ => "Not everything could be looked at, so this is not a pass.",
        };
    }

    private static void WriteDataset(HtmlPage html, ScanResult result)
    {
        var dataset = result.Dataset;
        var kind = dataset.HoldsVectors ? "feature vector" : "image";
        html.Write($"<p class=\"quiet\"><code>{Printable.Text(dataset.Root)}</code> · {ReportText.Count(dataset.Samples.Count, kind)} in {ReportText.Count(dataset.Classes.Count, "class", "classes")} · {string.Join(", ", dataset.Formats)}</p>");
    }

    private static void WriteTiles(HtmlPage html, Gate gate)
    {
        html.Write($"<ul class=\"tiles\" aria-label=\"Findings by level\">");
        WriteTile(html, gate.Errors, "error");
        WriteTile(html, gate.Warnings, "warning");
        WriteTile(html, gate.Notes, "note");
        html.Write($"<li class=\"suppressed\"><b>{gate.Suppressed:N0}</b> suppressed</li></ul>");
    }

    private static void WriteTile(HtmlPage html, int count, string level) =>
        html.Write($"<li class=\"{level}{(count == 0 ? " none" : "")}\"><b>{count:N0}</b> {level}{(count == 1 ? "" : "s")}</li>");

    private static void WriteReasons(HtmlPage html, ScanResult result, Anchors anchors)
    {
        html.Write($"<div class=\"panel wide\"><h2>What was found, and why</h2>");
        if (result.Findings.Count == 0)
            html.Write($"<p>{(result.Suppressed.Count == 0 ? "Nothing." : "Nothing but what is suppressed.")}</p>");

        html.Write($"<ul class=\"reasons\">");
        var groups = result.Findings.GroupBy(finding => (finding.Level, finding.RuleId)).ToList();
        foreach (var group in groups.Take(MaxReasons))
            WriteReason(html, [.. group], anchors);

        html.Write($"</ul>");
        if (groups.Count > MaxReasons)
            html.Write($"<p class=\"quiet\">Findings of {ReportText.Count(groups.Count - MaxReasons, "more rule")} <a href=\"#findings\">below</a>.</p>");

        html.Write($"</div>");
    }

    /// <summary>Notes are summed up; of the others a few are told one by one.</summary>
    private static void WriteReason(HtmlPage html, List<Finding> findings, Anchors anchors)
    {
        var (first, level) = (findings[0], findings[0].Level.Name());
        var told = first.Level == FindingLevel.Note ? 1 : MaxOfARule;
        foreach (var finding in findings.Take(told))
        {
            var more = ReferenceEquals(finding, findings[Math.Min(told, findings.Count) - 1]) ? findings.Count - told : 0;
            var (subject, sentence) = (Subject(finding), FirstSentence(finding.Message));
            html.Write($"<li{KeptNames.Attribute($"{subject} {sentence}", finding)}><span class=\"level {level}\">{level}</span> <a href=\"#{anchors[finding]}\">{subject}</a> {sentence}{(more > 0 ? $" And {ReportText.Count(more, "more finding")} of this rule." : "")}</li>");
        }
    }

    public static string Subject(Finding finding) => finding.Class is { } name ? $"{finding.Title}: {Printable.Text(name)}." : $"{finding.Title}.";

    /// <summary>Up to the first full stop behind more than a count of images.</summary>
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", Math.Min(MinSentence, message.Length), StringComparison.Ordinal);
        var sentence = end < 0 ? message : message[..(end + 1)];
        return sentence.Length <= MaxSentence ? sentence : $"{sentence[..MaxSentence]}…";
    }
}
