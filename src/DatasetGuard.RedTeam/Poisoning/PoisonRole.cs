namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>What an image is to the attacker.</summary>
public enum PoisonRole
{
    /// <summary>It is as it was.</summary>
    Clean,

    /// <summary>It teaches the model the backdoor.</summary>
    Poison,

    /// <summary>It carries the trigger and keeps its right label, so that the backdoor does not stand out.</summary>
    Cover,
}
