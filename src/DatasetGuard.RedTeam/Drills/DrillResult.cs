using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>Everything that the reports of a drill are written from. The same for the same bytes, plan and version, but for the times.</summary>
public sealed record DrillResult
{
    public required DrillPlan Plan { get; init; }

    /// <summary>The class that the attacker wanted.</summary>
    public required string Target { get; init; }

    /// <summary>The scan of the dataset as it is.</summary>
    public required ScanResult Scan { get; init; }

    /// <summary>The seed of the scans.</summary>
    public required int ScanSeed { get; init; }

    public required DrillRow Clean { get; init; }

    /// <summary>In the order of the plan; empty where there was nothing to scan.</summary>
    public required IReadOnlyList<DrillRow> Rows { get; init; }

    /// <summary>Whether the dataset fails although nobody has poisoned it here.</summary>
    public bool FailsAsItIs => Clean.ExitCode == ExitCode.Findings;

    /// <summary>0 when every scan ran to its end, whatever it found.</summary>
    public ExitCode ExitCode => Clean.ExitCode switch
    {
        ExitCode.NothingToScan => ExitCode.NothingToScan,
        ExitCode.Incomplete => ExitCode.Incomplete,
        _ => Rows.Any(row => row.Fault is not null || row.ExitCode is ExitCode.Incomplete or ExitCode.NothingToScan) ? ExitCode.Incomplete : ExitCode.Success,
    };
}
