using DatasetGuard.Core;

namespace DatasetGuard.Learning.Repair;

/// <summary>All that was tried on a model, and what was taken.</summary>
public sealed record RepairResult
{
    public required RepairImages Images { get; init; }

    /// <summary>What was taken out, or not.</summary>
    public required IReadOnlyList<BackdoorTrigger> Triggers { get; init; }

    /// <summary>Clean images that the model tells right as it came.</summary>
    public required Proportion Accuracy { get; init; }

    /// <summary>Images that its reversed trigger turns, of the one that works best.</summary>
    public required Proportion Success { get; init; }

    /// <summary>Of each trigger, in their order.</summary>
    public required IReadOnlyList<RepairAdvice> Advice { get; init; }

    public required IReadOnlyList<RepairTrial> Trials { get; init; }

    /// <summary>One of <see cref="Trials"/>; null where none fits the model.</summary>
    public required RepairTrial? Chosen { get; init; }

    /// <summary>What was taken does what a repair should.</summary>
    public bool IsRepaired => Chosen?.Serves(Accuracy) == true;
}
