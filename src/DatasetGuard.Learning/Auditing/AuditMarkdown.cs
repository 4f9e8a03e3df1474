using System.Text;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Auditing;

/// <summary><c>audit.md</c>: the tables for a pull request or beside a model card.</summary>
public static class AuditMarkdown
{
    public const string FileName = "audit.md";

    private const int NameColumn = 5;

    public static void Write(AuditReport report, Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        if (report.Membership is var (audit, judged))
            WriteMembership(text, audit, judged);

        TriggerMarkdown.Write(text, report);
    }

    private static void WriteMembership(StreamWriter text, AuditResult audit, ScanResult judged)
    {
        text.WriteLine("# What a model gives away of its training images");
        Paragraph(text, $"**{AuditWords.Verdict(audit, judged)}**");
        foreach (var finding in judged.Findings)
            Paragraph(text, $"{finding.RuleId}: {MarkdownText.Sentence(finding.Message)}");
        foreach (var run in judged.Rules.Where(run => run.Status == RuleStatus.Failed))
            Paragraph(text, $"{run.Rule.Id}: {MarkdownText.Sentence(run.Reason!)}");

        Paragraph(text, MarkdownText.Sentence($"The model is {audit.Model}. {AuditWords.Compared(audit)}"));
        foreach (var warning in audit.Warnings)
            Paragraph(text, $"Careful: {MarkdownText.Sentence(warning)}");

        text.WriteLine();
        Row(text, AuditWords.Columns);
        text.WriteLine($"|{string.Concat(AuditWords.Columns.Select(_ => " --- |"))}");
        foreach (var attack in audit.Attacks)
            Cells(text, AuditWords.Cells(audit, attack.Title, attack.Exposure));
        foreach (var (title, exposure) in audit.Canaries?.Attacks ?? [])
            Cells(text, AuditWords.Cells(audit, $"canaries, {title}", exposure with { Classes = [] }));

        foreach (var sentence in AuditWords.Refusals(audit).Append(AuditWords.Proviso).Append(AuditWords.Accuracy(audit)).Append(AuditWords.Shadows(audit)).Append(AuditWords.Canaries(audit)).Concat(AuditWords.Next(audit, judged)))
            Paragraph(text, MarkdownText.Sentence(sentence));

        WriteClasses(text, audit);
    }

    private static void WriteClasses(StreamWriter text, AuditResult audit)
    {
        text.WriteLine();
        text.WriteLine("## Classes");
        text.WriteLine();
        text.WriteLine($"By {audit.Strongest.Title}. The largest of several numbers is too large by itself.");
        text.WriteLine();
        text.WriteLine("| class | members | non-members | AUC | 95 % | right about members | right about others |");
        text.WriteLine("| --- | ---: | ---: | ---: | --- | ---: | ---: |");
        foreach (var one in audit.Strongest.Exposure.Classes)
        {
            var accuracy = audit.ClassAccuracies[one.Label];
            string[] cells =
            [
                MarkdownText.CodeInCell(audit.Data.Classes[one.Label]),
                FormattableString.Invariant($"{one.Members}"),
                FormattableString.Invariant($"{one.NonMembers}"),
                one.Auc is { } auc ? FormattableString.Invariant($"{auc:0.000}") : "too few",
                one.Interval is { } interval ? FormattableString.Invariant($"{interval.Lower:0.000} to {interval.Upper:0.000}") : "",
                AuditWords.Percent(accuracy.OnTrained),
                AuditWords.Percent(accuracy.OnHeldOut),
            ];
            Row(text, cells);
        }
    }

    internal static void Cells(StreamWriter text, IReadOnlyList<string> cells) =>
        Row(text, [.. cells.Select((cell, i) => i == NameColumn && cells[NameColumn + 1].Length > 0 ? MarkdownText.CodeInCell(cell) : cell)]);

    internal static void Row(StreamWriter text, IReadOnlyList<string> cells) => text.WriteLine($"| {string.Join(" | ", cells)} |");

    internal static void Paragraph(StreamWriter text, string sentence)
    {
        text.WriteLine();
        text.WriteLine(sentence);
    }
}
