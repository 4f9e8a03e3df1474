using DatasetGuard.Core.Findings;

namespace DatasetGuard.Core.Gating;

/// <summary>A finding that does not count for the verdict.</summary>
/// <param name="Finding">What was found; of a list only the samples that are accepted.</param>
/// <param name="By">What accepts it.</param>
/// <param name="Reason">As a person wrote it; not escaped.</param>
public sealed record AcceptedFinding(Finding Finding, AcceptedBy By, string Reason);

public enum AcceptedBy
{
    /// <summary>A suppression of the configuration.</summary>
    Suppression,

    /// <summary>An entry of the baseline.</summary>
    Baseline,
}
