namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>What a reversed trigger is taken for.</summary>
public enum TriggerVerdict
{
    /// <summary>As large as others of this model.</summary>
    Usual,

    /// <summary>Small, and so is what it takes with pixels of real images: the classes are near to each other.</summary>
    ThinMargin,

    /// <summary>Much smaller than what it takes with pixels of real images.</summary>
    Backdoor,
}
