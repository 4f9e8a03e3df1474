namespace DatasetGuard.Learning.Membership;

/// <summary>What an attacker gets who calls everything from a score on a member.</summary>
/// <param name="Threshold">The score; +infinity calls nothing a member.</param>
/// <param name="FalsePositiveRate">Share of the non-members called members.</param>
/// <param name="TruePositiveRate">Share of the members called members.</param>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);
