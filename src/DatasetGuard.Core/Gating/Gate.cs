using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Gating;

/// <summary>The least level that fails a build.</summary>
public enum FailOn
{
    Error,
    Warning,
    Note,

    /// <summary>Findings never fail the build; an incomplete scan still does.</summary>
    None,
}

public enum Verdict
{
    Pass,
    Fail,

    /// <summary>A rule crashed or the data could not be read to the end.</summary>
    Incomplete,
}

/// <summary>Turns findings into a verdict.</summary>
/// <param name="FailOn">The least level that fails.</param>
/// <param name="Verdict">Incomplete weighs more than fail: an exit code says one thing, and a half scan proves no absence.</param>
/// <param name="Errors">Findings of that level that are not suppressed.</param>
/// <param name="Warnings">Findings of that level that are not suppressed.</param>
/// <param name="Notes">Findings of that level that are not suppressed.</param>
/// <param name="Suppressed">Findings that the baseline or a suppression accepts.</param>
public sealed record Gate(FailOn FailOn, Verdict Verdict, int Errors, int Warnings, int Notes, int Suppressed)
{
    /// <param name="findings">Those that nothing accepts.</param>
    /// <param name="runs">How the rules went.</param>
    /// <param name="failOn">The least level that fails.</param>
    /// <param name="suppressed">How many more there are that something accepts.</param>
    public static Gate Judge(IReadOnlyCollection<Finding> findings, IEnumerable<RuleRun> runs, FailOn failOn, int suppressed = 0)
    {
        int Count(FindingLevel level) => findings.Count(finding => finding.Level == level);
        var isIncomplete = runs.Any(run => run.Status == RuleStatus.Failed);
        var fails = findings.Any(finding => Fails(finding.Level, failOn));
        var verdict = isIncomplete ? Verdict.Incomplete : fails ? Verdict.Fail : Verdict.Pass;
        return new Gate(failOn, verdict, Count(FindingLevel.Error), Count(FindingLevel.Warning), Count(FindingLevel.Note), suppressed);
    }

    /// <summary>True when a finding of this level fails the build.</summary>
    public static bool Fails(FindingLevel level, FailOn failOn) => failOn switch
    {
        FailOn.Error => level >= FindingLevel.Error,
        FailOn.Warning => level >= FindingLevel.Warning,
        FailOn.Note => true,
        _ => false,
    };
}
