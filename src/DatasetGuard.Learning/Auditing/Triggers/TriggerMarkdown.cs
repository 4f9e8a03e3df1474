using DatasetGuard.Core.Reports;

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
        {
            var cells = TriggerWords.Cells(result, trigger);
            AuditMarkdown.Row(text, [MarkdownText.CodeInCell(cells[0]), .. cells.Skip(1)]);
        }

        AuditMarkdown.Paragraph(text, MarkdownText.Sentence(TriggerWords.Plain(result)));
        AuditMarkdown.Paragraph(text, MarkdownText.Sentence(TriggerWords.Proviso));
    }
}
