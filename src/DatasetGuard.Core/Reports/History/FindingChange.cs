using DatasetGuard.Core.Provenance;

namespace DatasetGuard.Core.Reports.History;

/// <summary>What became of a finding from one scan to the next.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Finding">As the later scan has it; as the earlier one had it where the later one does not report it.</param>
/// <param name="Before">The same in the earlier scan; null for a new one.</param>
public sealed record FindingChange(ChangeKind Kind, ScanReport.FindingPart Finding, ScanReport.FindingPart? Before)
{
    /// <summary>Of a new one: its rule did not run before, so that it may have been there.</summary>
    public bool IsFirstLook { get; init; }
}

/// <summary>In the order in which they are told.</summary>
public enum ChangeKind
{
    /// <summary>The earlier scan did not report it.</summary>
    New,

    /// <summary>The same rule reports the same class with other images.</summary>
    Changed,

    /// <summary>It is not reported any more, and its rule did not run to the end: nobody knows.</summary>
    NotLookedAt,

    /// <summary>The same images, and still there.</summary>
    Same,

    /// <summary>A suppression or the baseline accepts it now.</summary>
    Accepted,

    /// <summary>Its rule ran and does not report it any more.</summary>
    Fixed,
}
