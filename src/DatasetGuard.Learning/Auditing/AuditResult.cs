using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Everything that an audit measured.</summary>
public sealed record AuditResult
{
    public required AuditData Data { get; init; }

    /// <summary>As <see cref="IClassifier.Description"/>.</summary>
    public required string Model { get; init; }

    /// <summary>As <see cref="IClassifier.Digest"/>.</summary>
    public required string ModelDigest { get; init; }

    public required int Seed { get; init; }

    /// <summary>M_mem first.</summary>
    public required IReadOnlyList<Attack> Attacks { get; init; }

    /// <summary>Right answers about all members and all others.</summary>
    public required ClassAccuracy Accuracy { get; init; }

    /// <summary>In the order of the classes.</summary>
    public required IReadOnlyList<ClassAccuracy> ClassAccuracies { get; init; }

    /// <summary>Of the mixes of classes, before both sides were thinned to the same one.</summary>
    public required double MixDistance { get; init; }

    /// <summary>Members and non-members that the numbers over all classes stand for.</summary>
    public required (int Members, int NonMembers) Compared { get; init; }

    /// <summary>Null where nobody planted any.</summary>
    public CanaryExposure? Canaries { get; init; }

    /// <summary>Null where none were trained.</summary>
    public ShadowPlan? Shadows { get; init; }

    /// <summary>Images that each shadow model was trained on, about.</summary>
    public int ShadowImages { get; init; }

    /// <summary>What makes the numbers less sure, in sentences fit to print.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The attack with the largest AUC over all classes; of equal ones the first.</summary>
    public Attack Strongest => Attacks.MaxBy(attack => attack.Exposure.Auc)!;
}
