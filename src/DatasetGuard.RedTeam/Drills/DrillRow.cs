using DatasetGuard.Core;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>How one scan went.</summary>
public sealed record DrillRow
{
    /// <summary>Null for the dataset as it is.</summary>
    public DrillCell? Cell { get; init; }

    /// <summary>Why there was no scan, in a sentence fit to print; null when there was one.</summary>
    public string? Fault { get; init; }

    public ExitCode ExitCode { get; init; }

    public int Errors { get; init; }

    public int Warnings { get; init; }

    /// <summary>The rules whose findings fail the scan and name the target, each with poison in its list; empty when the poison was missed.</summary>
    public IReadOnlyList<string> CaughtBy { get; init; } = [];

    /// <summary>Whether the scan failed and an error named the right class, which none did without the poison.</summary>
    public bool IsCaught => ExitCode == ExitCode.Findings && CaughtBy.Count > 0;

    /// <summary>Images with the trigger and their right label; they count neither as poison nor as clean.</summary>
    public int Covers { get; init; }

    /// <summary>Poisoned images that had to be saved in a way in which no image of the dataset is.</summary>
    public int Resaved { get; init; }

    /// <summary>Poisoned images that a clean copy would leave out.</summary>
    public Proportion Found { get; init; } = new(0, 0);

    /// <summary>Clean images that it would leave out.</summary>
    public Proportion FalselyFlagged { get; init; } = new(0, 0);

    /// <summary>Poison among the images that the catching findings list.</summary>
    public Proportion Precision { get; init; } = new(0, 0);

    /// <summary>Poison that the catching findings list.</summary>
    public Proportion Recall { get; init; } = new(0, 0);

    /// <summary>Whether the poison works; null where that was not measured.</summary>
    public AttackSuccess? Success { get; init; }

    /// <summary>Not in the reports that repeat byte for byte.</summary>
    public TimeSpan Time { get; init; }
}
