using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Auditing.Triggers.Latent;
using DatasetGuard.Learning.Membership;
using Spectre.Console;

namespace DatasetGuard.Cli.Rendering;

/// <summary>An audit at the terminal: the verdict, a line for each attack and for each trigger, and what to do next.</summary>
/// <param name="console">stdout.</param>
/// <param name="output">The folder that holds the reports; null when none were written.</param>
internal sealed class AuditText(IAnsiConsole console, string? output)
{
    private static readonly Style Plain = Style.Plain;
    private static readonly Style Dim = new(Color.Grey);
    private static readonly Style Alarm = new(Color.Yellow);

    private readonly int _width = Math.Min(console.Profile.Width, Prose.MaxWidth);

    public void Write(AuditReport report)
    {
        if (report.Membership is var (audit, judged))
            WriteMembership(audit, judged);
        if (report.Triggers is var (triggers, found))
            WriteTriggers(triggers, found);
        else if (report.NoTriggers is { } hindrance)
            Say(hindrance, Alarm);
    }

    private void WriteMembership(AuditResult audit, ScanResult judged)
    {
        Say(AuditWords.Verdict(audit, judged), new Style(judged.Verdict == Core.Gating.Verdict.Pass ? null : (Color?)Color.Red, decoration: Decoration.Bold));
        foreach (var finding in judged.Findings)
            Say($"{finding.RuleId}: {finding.Message}", judged.Gate.Verdict == Core.Gating.Verdict.Fail ? new Style(Color.Red) : Alarm);

        Say($"The model is {audit.Model}. {AuditWords.Compared(audit)}", Dim);
        foreach (var warning in audit.Warnings)
            Say($"Careful: {warning}", Alarm);

        console.Write(Table(audit));
        foreach (var refusal in AuditWords.Refusals(audit))
            Say(refusal, Dim);

        Say(AuditWords.Accuracy(audit), Plain);
        Say(AuditWords.Shadows(audit), Dim);
        Say(AuditWords.Canaries(audit), Dim);
        Say(AuditWords.Proviso, Dim);
        foreach (var step in AuditWords.Next(audit, judged))
            Say($"Next: {step}", Plain);

        Say(output is null ? "Next: --output DIR writes all classes, the curves and the numbers." : $"Curves: {Path.Combine(output, AuditPlots.RocName)}", Plain);
    }

    private void WriteTriggers(TriggerResult result, ScanResult judged)
    {
        Say(TriggerWords.Verdict(result), new Style(judged.Verdict == Core.Gating.Verdict.Pass ? null : (Color?)Color.Red, decoration: Decoration.Bold));
        foreach (var finding in judged.Findings)
            Say($"{finding.RuleId}: {finding.Message}", finding.Level == Core.Findings.FindingLevel.Error ? new Style(Color.Red) : Dim);

        Say($"The model is {result.Model}. {TriggerWords.Looked(result)}", Dim);
        foreach (var warning in result.Warnings)
            Say($"Careful: {warning}", Alarm);

        console.Write(Table(TriggerWords.Columns, TriggerWords.Rows(result).Select(trigger => TriggerWords.Cells(result, trigger))));
        Say(TriggerWords.Plain(result), Dim);
        Say(TriggerWords.Proviso, Dim);
        if (result.Ways.Count > 0)
        {
            console.Write(Table(WayWords.Columns, result.Ways.Select(way => WayWords.Cells(result, way))));
            Say(WayWords.Explanation, Dim);
        }

        Say(output is null ? "Next: --output DIR draws the triggers." : $"Triggers: {Path.Combine(output, TriggerStrips.FileName)}", Plain);
        if (output is not null && result.Ways.Count > 0)
            Say($"Ways: {Path.Combine(output, WayStrips.FileName)}", Plain);
    }

    private static Table Table(IEnumerable<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column)));
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(Printable.Text(cell))));

        return table;
    }

    private static Table Table(AuditResult audit)
    {
        return Table(AuditWords.Columns, audit.Attacks.Select(attack => Row(attack.Title, attack.Exposure))
            .Concat((audit.Canaries?.Attacks ?? []).Select(attack => Row($"canaries, {attack.Title}", attack.Exposure with { Classes = [] }))));

        IReadOnlyList<string> Row(string title, MembershipExposure exposure) => AuditWords.Cells(audit, title, exposure);
    }

    private void Say(string sentence, Style style)
    {
        foreach (var line in Prose.Wrap(sentence, _width))
        {
            console.Write(new Text(line, style));
            console.WriteLine();
        }
    }
}
