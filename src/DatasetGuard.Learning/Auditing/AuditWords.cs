using System.Globalization;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Auditing;

/// <summary>What the reports for people say alike.</summary>
public static class AuditWords
{
    /// <summary>What to do about a model that gives too much away.</summary>
    public const string Advice = "Train with moved pictures and an early stop ('datasetguard train' does), with --privacy strong where that is not enough, or on more data.";

    /// <summary>Always said: a low number is no proof.</summary>
    public const string Proviso = "An AUC of 0.5 tells nothing. It is a mean: single images may be given away for sure while it is low, so look at the low rates, and no protection follows from a low number.";

    /// <summary>Heads of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["Attack", "AUC", "95 %", "TPR at 1 % FPR", "TPR at 0.1 % FPR", "Worst class", "its AUC"];

    private const double Little = 0.55;
    private const double Much = 0.65;

    /// <summary>Whether it passes, and how much is given away, in one line.</summary>
    public static string Verdict(AuditResult audit, ScanResult judged)
    {
        var gate = judged.Verdict switch
        {
            Core.Gating.Verdict.Incomplete => "Incomplete: a budget cannot be judged. ",
            Core.Gating.Verdict.Fail => "Fails: over budget. ",
            _ when judged.Findings.Count > 0 => "Passes, but over budget. ",
            _ when judged.Rules.Any(run => run.Status == RuleStatus.Completed) => "Passes: within budget. ",
            _ => "",
        };
        var strongest = audit.Strongest;
        var how = strongest.Exposure.Auc switch
        {
            < Little => "These attacks find out little of who is a member",
            < Much => "The model gives some of its members away",
            _ => "The model gives many of its members away",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{gate}{how}: AUC {strongest.Exposure.Auc:0.000} by {strongest.Title}.");
    }

    /// <summary>What was compared, in sentences.</summary>
    public static string Compared(AuditResult audit)
    {
        var text = $"{Count(audit.Data.Members.Count, "member")} against {Count(audit.Data.NonMembers.Count, "non-member")} of {audit.Data.Classes.Count:N0} classes, seed {audit.Seed}.";
        if (audit.MixDistance > ClassMix.Tolerance)
        {
            text += string.Create(
                CultureInfo.InvariantCulture,
                $" Their mixes of classes differ by {100 * audit.MixDistance:0.0} %: the numbers over all classes are of {audit.Compared.Members:N0} and {audit.Compared.NonMembers:N0} with the same mix, drawn by chance.");
        }

        return audit.Data.Unusable == 0 ? text : $"{text} {Count(audit.Data.Unusable, "image")} cannot be decoded or have no class, and did not count.";
    }

    /// <summary>One attack as a row of a table; the class's name is as it came.</summary>
    public static IReadOnlyList<string> Cells(AuditResult audit, string title, MembershipExposure exposure)
    {
        var worst = exposure.WorstClass;
        return
        [
            title,
            Number(exposure.Auc),
            $"{Number(exposure.Interval.Lower)} to {Number(exposure.Interval.Upper)}",
            Rate(exposure.AtOnePercent),
            Rate(exposure.AtOnePerMille),
            worst is null ? "none judged" : audit.Data.Classes[worst.Label],
            Number(worst?.Auc),
        ];
    }

    /// <summary>Right answers on both sides.</summary>
    public static string Accuracy(AuditResult audit)
    {
        var (inside, outside) = (audit.Accuracy.OnTrained!.Value, audit.Accuracy.OnHeldOut!.Value);
        return $"Right about {Percent(inside)} of the members and {Percent(outside)} of the others: a gap of {(100 * (inside - outside)).ToString("0.0", CultureInfo.InvariantCulture)} points.";
    }

    /// <summary>Why a rate is not told, for those that are not.</summary>
    public static IEnumerable<string> Refusals(AuditResult audit)
    {
        var exposure = audit.Attacks[0].Exposure;
        return new[] { exposure.AtOnePercent.Refusal, exposure.AtOnePerMille.Refusal }.OfType<string>();
    }

    /// <summary>What was done by shadow models, or not.</summary>
    public static string Shadows(AuditResult audit) => audit.Shadows is { } plan
        ? $"{plan.Count} shadow models, each trained on about {audit.ShadowImages:N0} of the images of both sides. {plan.Likeness}"
        : "No shadow models were trained. LiRA and RMIA see more than these attacks, above all of single images: --shadows 4 trains some.";

    /// <summary>What was planted, or not.</summary>
    public static string Canaries(AuditResult audit) => audit.Canaries switch
    {
        null => "No canaries are known. To learn what is given away of odd images, give some a wrong label, train, and name them with --canaries.",
        { Refusal: { } refusal } => refusal,
        { Count: var count } => $"{count:N0} planted canaries: members with a wrong label, against non-members with as wrong a one. They count in no other row.",
    };

    /// <summary>What to do next.</summary>
    public static IEnumerable<string> Next(AuditResult audit, ScanResult judged)
    {
        if (judged.Findings.Count > 0 || audit.Strongest.Exposure.Auc >= Little)
            yield return Advice;
        if (judged.Rules.All(run => run.Status != RuleStatus.Completed && run.Status != RuleStatus.Failed))
            yield return "--max-auc, --max-worst-class-auc, --max-tpr or training.membershipBudget in datasetguard.yaml make this a gate.";
    }

    /// <summary>A share as per cent.</summary>
    public static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0.0} %") : "none";

    private static string Rate(LowRate rate) => rate.TruePositiveRate is { } known ? Percent(known) : "too few";

    private static string Number(double? value) => value is { } known ? known.ToString("0.000", CultureInfo.InvariantCulture) : "";

    private static string Count(int count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";
}
