using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Repair;

/// <summary>A model that is to be repaired, with what is known of its backdoor.</summary>
/// <param name="Original">Is not changed.</param>
/// <param name="Images">Clean ones.</param>
/// <param name="Triggers">At least one.</param>
/// <param name="Settings">How.</param>
internal sealed record RepairTask(ConvNetwork Original, RepairImages Images, IReadOnlyList<BackdoorTrigger> Triggers, RepairSettings Settings)
{
    /// <summary>Which channels a trigger lights up, and what it takes to cut them off.</summary>
    public required TriggerChannels Channels { get; init; }
}
