namespace DatasetGuard.Core.Configuration;

/// <summary>How much a model may give away of its training images before an audit fails. What is null may be anything.</summary>
public sealed record MembershipBudget
{
    /// <summary>The AUC over all classes, from 0.5 to 1.</summary>
    public double? Auc { get; init; }

    /// <summary>The AUC of any class, from 0.5 to 1.</summary>
    public double? WorstClassAuc { get; init; }

    /// <summary>The share of the members that is found by an attacker who calls one in a hundred others a member, from 0.01 to 1.</summary>
    public double? TprAtOnePercent { get; init; }
}
