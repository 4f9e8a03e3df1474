using DatasetGuard.Core.Reports;
using DatasetGuard.Learning.Auditing.Triggers.Latent;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>The part of <c>audit.md</c> about triggers.</summary>
internal static class TriggerMarkdown
{
    public static void Write(StreamWriter text, AuditReport report)
    {
        if (report.Triggers is not var (result, judged))
        {
            if (report.NoTriggers is { } reason)
                AuditMarkdown.Paragraph(text, MarkdownText.Sentence(reason));

            return;
        }

        if (report.Membership is not null)
            text.WriteLine();

        text.WriteLine("# Triggers that turn images into a class");
        AuditMarkdown.Paragraph(text, $"**{MarkdownText.Sentence(TriggerWords.Verdict(result))}**");
        foreach (var finding in judged.Findings)
            AuditMarkdown.Paragraph(text, $"{finding.RuleId}: {MarkdownText.Sentence(finding.Message)}");

        AuditMarkdown.Paragraph(text, MarkdownText.Sentence($"The model is {result.Model}. {TriggerWords.Looked(result)}"));
        foreach (var warning in result.Warnings.Append(TriggerWords.Unjudged(result)).OfType<string>())
            AuditMarkdown.Paragraph(text, $"Careful: {MarkdownText.Sentence(warning)}");

        text.WriteLine();
        AuditMarkdown.Row(text, TriggerWords.Columns);
        text.WriteLine($"| --- |{string.Concat(TriggerWords.Columns.Skip(1).SkipLast(1).Select(_ => " ---: |"))} --- |");
        foreach (var trigger in TriggerWords.Rows(result))
            WriteRow(text, TriggerWords.Cells(result, trigger));

        AuditMarkdown.Paragraph(text, MarkdownText.Sentence(TriggerWords.Plain(result)));
        AuditMarkdown.Paragraph(text, MarkdownText.Sentence(TriggerWords.Proviso));
        if (result.Ways.Count > 0)
            WriteWays(text, result);
    }

    private static void WriteWays(StreamWriter text, TriggerResult result)
    {
        text.WriteLine();
        text.WriteLine("## The ways between the classes");
        AuditMarkdown.Paragraph(text, MarkdownText.Sentence(WayWords.Explanation));
        text.WriteLine();
        AuditMarkdown.Row(text, WayWords.Columns);
        text.WriteLine($"| --- |{string.Concat(WayWords.Columns.Skip(1).Select(_ => " ---: |"))}");
        foreach (var way in result.Ways)
            WriteRow(text, WayWords.Cells(result, way));
    }

    private static void WriteRow(StreamWriter text, IReadOnlyList<string> cells) => AuditMarkdown.Row(text, [MarkdownText.CodeInCell(cells[0]), .. cells.Skip(1)]);
}
