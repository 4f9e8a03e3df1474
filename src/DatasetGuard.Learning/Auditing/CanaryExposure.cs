using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Auditing;

/// <summary>
/// What is given away of images that were planted with a wrong label, against images that nobody trained on with as wrong a label: what a model knows of those, it
/// can only have learned by heart. After Aerni, Zhang and Tramèr, "Evaluations of Machine Learning Privacy Defenses are Misleading" (CCS 2024, arXiv 2404.17399), section 4.
/// </summary>
/// <param name="Count">Planted.</param>
/// <param name="Attacks">By title; empty where refused.</param>
/// <param name="Refusal">Why nothing was measured, or nothing.</param>
public sealed record CanaryExposure(int Count, IReadOnlyList<(string Title, MembershipExposure Exposure)> Attacks, string? Refusal);
