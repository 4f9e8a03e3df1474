namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>What a reversed trigger is taken for.</summary>
public enum TriggerVerdict
{
    /// <summary>As large as others of this model.</summary>
    Usual,

    /// <summary>Small, and so is what it takes with pixels of real images, or other networks answer to it as well: the classes are near to each other.</summary>
    ThinMargin,

    /// <summary>Smaller than is usual, of one class into another or where classes are few, and it cannot be told whether nature explains it: a backdoor, or a stroke that makes the difference.</summary>
    Suspect,

    /// <summary>
    /// Small, and what turns networks that know nothing but these pictures is much larger, and they do not answer to it, unless real pixels do not explain it either. Where there are no such networks: much smaller than what it
    /// takes with pixels of real images. Or a square of one colour, which turns one class into another in the model and in no other network.
    /// </summary>
    Backdoor,
}
