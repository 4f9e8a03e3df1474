using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Repair;

/// <summary>What a backdoor answers to, as far as it is known.</summary>
/// <param name="Stamp">What is put into a picture.</param>
/// <param name="Target">The class that it is then taken for.</param>
/// <param name="Source">The only class whose pictures are turned; null for all others.</param>
public sealed record BackdoorTrigger(Stamp Stamp, int Target, int? Source)
{
    public static BackdoorTrigger Of(ReversedTrigger trigger) => new(trigger.Stamp, trigger.Target, trigger.Source);
}
