using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Scanning;

/// <summary>Everything that the reports are written from. The same for the same bytes, seed and version, at any number of threads.</summary>
public sealed record ScanResult
{
    public required string ToolVersion { get; init; }

    public required Dataset Dataset { get; init; }

    /// <summary>One a rule id, in the order of ids.</summary>
    public required IReadOnlyList<RuleRun> Rules { get; init; }

    /// <summary>Gravest first, then by rule id, highest score, class and fingerprint.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    public required IReadOnlyList<ScoreColumn> Scores { get; init; }

    public required Gate Gate { get; init; }

    public ExitCode ExitCode => ExitCodes.Of(Gate, Dataset.Samples.Count(sample => sample.ClassIndex >= 0));
}

public enum RuleStatus
{
    Completed,

    /// <summary>It does not apply to this dataset; the reason says why.</summary>
    Skipped,

    /// <summary>It crashed, so the scan is incomplete.</summary>
    Failed,

    /// <summary>Turned off by the user.</summary>
    Disabled,
}

/// <param name="Rule">The rule.</param>
/// <param name="Status">How it went.</param>
/// <param name="Reason">Why it was skipped or failed, or what it did not look at; null when there is nothing to say.</param>
/// <param name="Findings">How many it reported.</param>
public sealed record RuleRun(RuleDescriptor Rule, RuleStatus Status, string? Reason, int Findings);
