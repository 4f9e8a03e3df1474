namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>What a reversed trigger is taken for.</summary>
public enum TriggerVerdict
{
    /// <summary>As large as others of this model.</summary>
    Usual,

    /// <summary>Small, and so is what it takes with pixels of real images: the classes are near to each other.</summary>
    ThinMargin,

    /// <summary>Of one class into another, and smaller than its classes and real images lead to expect: a backdoor of one class, or a stroke that makes the difference.</summary>
    Suspect,

    /// <summary>Much smaller than what it takes with pixels of real images.</summary>
    Backdoor,
}
