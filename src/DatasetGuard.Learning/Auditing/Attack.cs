using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Auditing;

/// <summary>One way to guess who is a member, and how often it is right.</summary>
public sealed record Attack
{
    /// <summary>As in reports: <c>modifiedEntropy</c>, <c>loss</c>, <c>confidence</c>, <c>entropy</c>, <c>gap</c>, <c>lira</c>, <c>rmia</c>.</summary>
    public required string Key { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>Over the whole set both sides have the same mix of classes; the classes are judged by all of their samples.</summary>
    public required MembershipExposure Exposure { get; init; }

    /// <summary>Of all members.</summary>
    public required double[] Members { get; init; }

    /// <summary>Of all non-members.</summary>
    public required double[] NonMembers { get; init; }
}
