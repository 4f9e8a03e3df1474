using DatasetGuard.Core;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports.Html.Charts;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Auditing.Triggers.Latent;

namespace DatasetGuard.Cli.Rendering;

/// <summary><c>audit.html</c>: what turns images into a model's classes, and what it gives away of its members, to look at.</summary>
internal static class AuditPage
{
    public const string FileName = "audit.html";

    private const int MaxClasses = 1_000;

    public static void Write(AuditReport report, Stream output)
    {
        (string Id, string Name)[] ofMembers = report.Membership is null ? [] : [("curves", "Curves"), ("attacks", "Attacks"), ("classes", "Classes")];
        (string Id, string Name)[] ofTriggers = report.Triggers switch
        {
            null => [],
            { Result.Ways.Count: 0 } => [("triggers", "Triggers")],
            _ => [("triggers", "Triggers"), ("ways", "Ways")],
        };
        var model = report.Membership?.Audit.Model ?? report.Triggers!.Value.Result.Model;
        using var page = new ChartPage(output, $"Audit of {model}", [("summary", "Summary"), .. ofTriggers, .. ofMembers]);
        WriteSummary(page, report);
        if (report.Triggers is var (triggers, _))
            WriteTriggers(page, triggers);
        if (report.Membership is var (audit, _))
            WriteMembership(page, audit);

        page.End();
    }

    private static void WriteSummary(ChartPage page, AuditReport report)
    {
        var judged = report.Judged;
        var isJudged = judged.Rules.Any(run => run.Status == RuleStatus.Completed);
        var (mood, word) = judged.Verdict switch
        {
            Verdict.Fail => (PageMood.Fail, "Fail"),
            Verdict.Incomplete => (PageMood.Incomplete, "Incomplete"),
            _ => isJudged ? (PageMood.Pass, "Pass") : (PageMood.Plain, "Measured"),
        };
        string?[] why =
        [
            report.Triggers is var (triggers, _) ? TriggerWords.Verdict(triggers) : report.NoTriggers,
            report.Membership is var (audit, ofMembers) ? AuditWords.Verdict(audit, ofMembers) : null,
        ];
        page.Verdict("summary", mood, word, string.Join(' ', why.OfType<string>()));
        foreach (var finding in judged.Findings)
            page.Say($"{finding.RuleId}: {finding.Message}");

        page.Say($"The model is {Printable.Text(report.Membership?.Audit.Model ?? report.Triggers!.Value.Result.Model)}.");
        if (report.Membership is not var (members, judgedMembers))
            return;

        page.Say($"{AuditWords.Compared(members)} {AuditWords.Accuracy(members)}");
        foreach (var sentence in members.Warnings.Select(warning => $"Careful: {warning}").Concat(AuditWords.Next(members, judgedMembers).Select(step => $"Next: {step}")))
            page.Say(sentence);
    }

    private static void WriteTriggers(ChartPage page, TriggerResult triggers)
    {
        page.Section("triggers", "Triggers");
        page.Say(TriggerWords.Looked(triggers));
        foreach (var warning in triggers.Warnings.Append(TriggerWords.Unjudged(triggers)).OfType<string>())
            page.Say($"Careful: {warning}");

        page.Table("The smallest trigger into each class", TriggerWords.Columns, TriggerWords.Rows(triggers).Select(trigger => TriggerWords.Cells(triggers, trigger)));
        page.Picture("A row for each row of the table", TriggerStrips.Draw(triggers), "Mask, pattern, an image that the search did not see, and the same with the trigger; a row for each row of the table.");
        page.Say(TriggerWords.Plain(triggers));
        page.Say(TriggerWords.Proviso);
        if (triggers.Ways.Count == 0)
            return;

        page.Section("ways", "Ways");
        page.Say(WayWords.Explanation);
        page.Table("The way to each class", WayWords.Columns, triggers.Ways.Select(way => WayWords.Cells(triggers, way)));
        page.Picture("A row for each class", WayStrips.Draw(triggers), "An image of another class on its way to the class, in steps of a quarter up to twice as far; a red frame where the model first takes it for the class.");
    }

    private static void WriteMembership(ChartPage page, AuditResult audit)
    {
        page.Section("curves", "Curves");
        page.Chart(ExposureCharts.Roc([.. audit.Attacks.Where((attack, i) => i == 0 || attack == audit.Strongest || attack.Key is "lira" or "rmia").Select(attack => (attack.Title, attack.Exposure))]));
        page.Chart(ExposureCharts.Scores(audit.Attacks[0].Members, audit.Attacks[0].NonMembers));
        page.Section("attacks", "Attacks");
        page.Table("Attacks", AuditWords.Columns, audit.Attacks.Select(attack => AuditWords.Cells(audit, attack.Title, attack.Exposure)));
        foreach (var sentence in AuditWords.Refusals(audit).Append(AuditWords.Shadows(audit)).Append(AuditWords.Canaries(audit)).Append(AuditWords.Proviso))
            page.Say(sentence);

        page.Section("classes", "Classes");
        page.Table(Classes(audit));
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
