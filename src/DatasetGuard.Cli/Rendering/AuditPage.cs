using DatasetGuard.Core;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports.Html.Charts;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;

namespace DatasetGuard.Cli.Rendering;

/// <summary><c>audit.html</c>: what a model gives away of its members, to look at.</summary>
internal static class AuditPage
{
    public const string FileName = "audit.html";

    private const int MaxClasses = 1_000;

    public static void Write(AuditResult audit, ScanResult judged, Stream output)
    {
        using var page = new ChartPage(output, $"Audit of {audit.Model}", [("summary", "Summary"), ("curves", "Curves"), ("attacks", "Attacks"), ("classes", "Classes")]);
        WriteSummary(page, audit, judged);
        page.Section("curves", "Curves");
        page.Chart(ExposureCharts.Roc([.. audit.Attacks.Where((attack, i) => i == 0 || attack == audit.Strongest || attack.Key is "lira" or "rmia").Select(attack => (attack.Title, attack.Exposure))]));
        page.Chart(ExposureCharts.Scores(audit.Attacks[0].Members, audit.Attacks[0].NonMembers));
        page.Section("attacks", "Attacks");
        page.Table("Attacks", AuditWords.Columns, audit.Attacks.Select(attack => AuditWords.Cells(audit, attack.Title, attack.Exposure)));
        foreach (var sentence in AuditWords.Refusals(audit).Append(AuditWords.Shadows(audit)).Append(AuditWords.Canaries(audit)).Append(AuditWords.Proviso))
            page.Say(sentence);

        page.Section("classes", "Classes");
        page.Table(Classes(audit));
        page.End();
    }

    private static void WriteSummary(ChartPage page, AuditResult audit, ScanResult judged)
    {
        var isJudged = judged.Rules.Any(run => run.Status == RuleStatus.Completed);
        var (mood, word) = judged.Verdict switch
        {
            Verdict.Fail => (PageMood.Fail, "Fail"),
            Verdict.Incomplete => (PageMood.Incomplete, "Incomplete"),
            _ => isJudged ? (PageMood.Pass, "Pass") : (PageMood.Plain, "Measured"),
        };
        page.Verdict("summary", mood, word, AuditWords.Verdict(audit, judged));
        foreach (var finding in judged.Findings)
            page.Say($"{finding.RuleId}: {finding.Message}");

        page.Say($"The model is {Printable.Text(audit.Model)}. {AuditWords.Compared(audit)} {AuditWords.Accuracy(audit)}");
        foreach (var sentence in audit.Warnings.Select(warning => $"Careful: {warning}").Concat(AuditWords.Next(audit, judged).Select(step => $"Next: {step}")))
            page.Say(sentence);
    }

    /// <summary>The shade tells how far the AUC lies from 0.5, where nothing is told, to 1.</summary>
    private static HeatTable Classes(AuditResult audit)
    {
        var classes = audit.Attacks[0].Exposure.Classes;
        return new HeatTable(
            $"AUC by class, {audit.Attacks[0].Title}{(classes.Count > MaxClasses ? $" (the first {MaxClasses:N0}; audit.json has all)" : "")}",
            "Class",
            ["AUC", "95 %", "members", "non-members"],
            [
                .. classes.Take(MaxClasses).Select(one => (audit.Data.Classes[one.Label], (IReadOnlyList<HeatCell>)
                [
                    new HeatCell(one.Auc is { } auc ? Math.Max(0, (2 * auc) - 1) : null, one.Auc is { } known ? FormattableString.Invariant($"{known:0.000}") : "not judged"),
                    new HeatCell(null, one.Interval is { } interval ? FormattableString.Invariant($"{interval.Lower:0.000} to {interval.Upper:0.000}") : ""),
                    new HeatCell(null, $"{one.Members:N0}"),
                    new HeatCell(null, $"{one.NonMembers:N0}"),
                ])),
            ]);
    }
}
