namespace DatasetGuard.Learning.Membership;

/// <summary>What a model gives away of the members of one class.</summary>
/// <param name="Label">The class.</param>
/// <param name="Members">How many were compared.</param>
/// <param name="NonMembers">With how many.</param>
/// <param name="Auc">Nothing where refused.</param>
/// <param name="Interval">Nothing where refused.</param>
/// <param name="AtOnePercent">True-positive rate at a false-positive rate of 1 %; nothing where the AUC is refused.</param>
/// <param name="Refusal">Why it was not measured, or nothing.</param>
public sealed record ClassExposure(int Label, int Members, int NonMembers, double? Auc, AucInterval? Interval, LowRate? AtOnePercent, string? Refusal);
