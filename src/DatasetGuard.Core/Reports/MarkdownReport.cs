using System.Text;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary><c>report.md</c>: for people, and for the summary of a build.</summary>
public sealed class MarkdownReport : IReportWriter
{
    /// <summary>A summary of a build may hold 1 MiB.</summary>
    private const int MaxFindings = 100;

    private const int MaxFiles = 20;

    public string Format => "markdown";

    public string FileName => "report.md";

    public void Write(ScanResult result, Stream output)
    {
        using var text = ReportText.Writer(output);
        WriteVerdict(text, result);
        if (result.Findings.Count > 0)
            WriteTable(text, result.Findings);

        var number = 0;
        foreach (var finding in result.Findings.Take(MaxFindings))
            WriteFinding(text, finding, ++number);

        WriteRules(text, result.Rules);
    }

    private static void WriteVerdict(TextWriter text, ScanResult result)
    {
        var (gate, dataset) = (result.Gate, result.Dataset);
        text.WriteLine($"# DatasetGuard: {JsonText.Name(result.Verdict)}");
        text.WriteLine();
        if (BaselineNews.Of(result) is { } news)
        {
            text.WriteLine($"**Against the baseline:** {news}");
            text.WriteLine();
        }

        text.WriteLine($"{ReportText.Count(gate.Errors, "error")}, {ReportText.Count(gate.Warnings, "warning")}, {ReportText.Count(gate.Notes, "note")}, {gate.Suppressed:N0} suppressed; fails on: {JsonText.Name(gate.FailOn)}.");
        foreach (var run in result.Rules.Where(run => run.Status == RuleStatus.Failed))
            text.WriteLine($"The scan is incomplete, {run.Rule.Id} failed: {MarkdownText.Sentence(run.Reason!)}");
        if (result.NothingToScan is { } nothing)
            text.WriteLine($"Nothing to scan: {MarkdownText.Sentence(nothing)}");

        text.WriteLine();
        text.WriteLine($"Dataset {MarkdownText.Code(dataset.Root)}: {ReportText.Count(dataset.Samples.Count, "image")}, {dataset.Classes.Count:N0} {(dataset.Classes.Count == 1 ? "class" : "classes")}, digest `{dataset.Digest}`.");
        if (dataset.Ignored > 0)
            text.WriteLine($"Not read: {ReportText.Count(dataset.Ignored, "file")} that by the name {(dataset.Ignored == 1 ? "is no image" : "are no images")}.");
    }

    private static void WriteTable(TextWriter text, IReadOnlyList<Finding> findings)
    {
        text.WriteLine();
        text.WriteLine("| # | level | rule | finding | class | images | score |");
        text.WriteLine("| --: | --- | --- | --- | --- | --: | --: |");
        var number = 0;
        foreach (var finding in findings.Take(MaxFindings))
        {
            var cells = new StringBuilder()
                .Append($"| {++number} | {finding.Level.Name()} | {finding.RuleId} | {MarkdownText.Sentence(finding.Title)} ")
                .Append($"| {(finding.Class is { } name ? MarkdownText.CodeInCell(name) : "")} | {finding.Samples.Count:N0} | {JsonText.Text(finding.Score)} |");
            text.WriteLine(cells);
        }

        if (findings.Count > MaxFindings)
        {
            text.WriteLine();
            text.WriteLine($"{ReportText.Count(findings.Count - MaxFindings, "finding")} more in `report.json`.");
        }
    }

    private static void WriteFinding(TextWriter text, Finding finding, int number)
    {
        text.WriteLine();
        text.WriteLine($"## {number}. {finding.RuleId}: {MarkdownText.Sentence(finding.Title)}");
        text.WriteLine();
        text.WriteLine(MarkdownText.Sentence(finding.Message));
        if (finding.Score is { } score)
        {
            var measures = finding.Measures.Select(measure => $", {MarkdownText.Sentence(measure.Name)} {JsonText.Text(measure.Value)}");
            text.WriteLine();
            text.WriteLine($"Score {JsonText.Text(score)}{(finding.Threshold is { } from ? $" (reported from {JsonText.Text(from)})" : "")}{string.Concat(measures)}.");
        }

        foreach (var picture in finding.Pictures)
        {
            text.WriteLine();
            text.WriteLine($"![{MarkdownText.Sentence(picture.Caption)}]({EvidenceFiles.PathOf(finding, picture)})");
        }

        WriteFiles(text, finding);
    }

    private static void WriteFiles(TextWriter text, Finding finding)
    {
        if (finding.Samples.Count > 0)
            text.WriteLine();

        foreach (var flagged in finding.Samples.Take(MaxFiles))
            text.WriteLine($"- {MarkdownText.Code(flagged.Sample.Id)}{(flagged.Score is { } score ? $" {JsonText.Text(score)}" : "")}");

        if (finding.Samples.Count > MaxFiles)
            text.WriteLine($"- and {finding.Samples.Count - MaxFiles:N0} more in `report.json`");
    }

    private static void WriteRules(TextWriter text, IReadOnlyList<RuleRun> runs)
    {
        text.WriteLine();
        text.WriteLine("## Rules");
        text.WriteLine();
        text.WriteLine("| rule | looks for | status | findings | not looked at, or why not |");
        text.WriteLine("| --- | --- | --- | --: | --- |");
        foreach (var run in runs)
            text.WriteLine($"| {run.Rule.Id} | {MarkdownText.Sentence(run.Rule.Title)} | {JsonText.Name(run.Status)} | {run.Findings:N0} | {MarkdownText.Sentence(run.Reason ?? "")} |");
    }
}
