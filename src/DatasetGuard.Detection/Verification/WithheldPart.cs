namespace DatasetGuard.Detection.Verification;

/// <summary>What networks are trained without, of one class.</summary>
/// <param name="Class">Whose images these are.</param>
/// <param name="Group">Rows that are judged, the surest first.</param>
/// <param name="All">Rows that are left out: the group, and what else may carry the same.</param>
internal sealed record WithheldPart(int Class, int[] Group, int[] All);
