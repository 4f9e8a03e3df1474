using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Auditing;

/// <summary>All that one audit looked at, with what it was held against. At least one of the two is there.</summary>
/// <param name="Membership">What the model gives away; null where no members were named.</param>
/// <param name="Triggers">What turns images into its classes; null where no images were given for it, or no slope goes through the model.</param>
public sealed record AuditReport((AuditResult Audit, ScanResult Judged)? Membership, (TriggerResult Result, ScanResult Judged)? Triggers)
{
    /// <summary>Why triggers were asked for and not looked for, in a sentence fit to print; null where nothing hindered it.</summary>
    public string? NoTriggers { get; init; }

    /// <summary>Everything together, in the shape of a scan.</summary>
    public ScanResult Judged
    {
        get
        {
            if (Membership is not { } members)
                return Triggers!.Value.Judged;
            if (Triggers is not { } triggers)
                return members.Judged;

            RuleRun[] runs = [.. triggers.Judged.Rules.Concat(members.Judged.Rules).OrderBy(run => run.Rule.Id, StringComparer.Ordinal)];
            Core.Findings.Finding[] findings = [.. members.Judged.Findings.Concat(triggers.Judged.Findings).OrderByDescending(finding => finding.Level)];
            return members.Judged with { Rules = runs, Findings = findings, Gate = Gate.Judge(findings, runs, members.Judged.Gate.FailOn) };
        }
    }
}
