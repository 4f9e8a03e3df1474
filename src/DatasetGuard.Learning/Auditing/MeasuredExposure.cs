using DatasetGuard.Core.Datasets;
using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Auditing;

/// <summary>What is held against a budget.</summary>
/// <param name="Dataset">The members.</param>
/// <param name="Classes">In the order of the model's outputs.</param>
/// <param name="Attacks">M_mem first; none where nothing could be measured.</param>
public sealed record MeasuredExposure(Dataset Dataset, IReadOnlyList<string> Classes, IReadOnlyList<(string Title, MembershipExposure Exposure)> Attacks)
{
    /// <summary>Why nothing could be measured.</summary>
    public string? Refusal { get; init; }

    internal static MeasuredExposure Of(AuditResult audit) => new(audit.Data.Members.Dataset, audit.Data.Classes, [.. audit.Attacks.Select(attack => (attack.Title, attack.Exposure))]);
}
