namespace DatasetGuard.Learning.Repair;

/// <summary>What is advised against a backdoor.</summary>
public enum Remedy
{
    /// <summary>The trigger does next to nothing.</summary>
    Nothing,

    /// <summary>The trigger was learned by heart, by few channels: they are cut off.</summary>
    Prune,

    /// <summary>The model answers to a family of triggers: it is trained to ignore them.</summary>
    Unlearn,

    /// <summary>Between the two.</summary>
    Both,

    /// <summary>The images do not tell.</summary>
    Unknown,
}
