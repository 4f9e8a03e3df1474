using DatasetGuard.Core;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>What a model does that was trained on the poisoned data: a poison that does not work is not missed when it is not found.</summary>
public sealed record AttackSuccess
{
    /// <summary>Test images of other classes that are taken for the target with a trigger as in training.</summary>
    public required Proportion Seen { get; init; }

    /// <summary>The same with relatives of the trigger that training did not see; null where the trigger has none.</summary>
    public required Proportion? Unseen { get; init; }

    /// <summary>The same with a change of the same size that is no relative of the trigger.</summary>
    public required Proportion Control { get; init; }

    /// <summary>Test images without a trigger that get their right class.</summary>
    public required Proportion Accuracy { get; init; }
}
