namespace DatasetGuard.Learning.Auditing;

/// <summary>How an audit is done.</summary>
public sealed record AuditSettings
{
    /// <summary>Where chance begins: resamples, shadow models, which samples stay where the mix of classes differs.</summary>
    public int Seed { get; init; }

    /// <summary>Threads at the same time. The result does not depend on it.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Null to train no shadow models.</summary>
    public ShadowPlan? Shadows { get; init; }

    /// <summary>Whether the ways between classes are drawn with an autoencoder, where triggers are looked for.</summary>
    public bool IsDeep { get; init; }
}
