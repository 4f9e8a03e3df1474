namespace DatasetGuard.Detection.Verification;

/// <summary>Images of one class that one signal holds for poisoned, if any are.</summary>
/// <param name="Signal">Which one, in a few words.</param>
/// <param name="Rows">The most suspicious first.</param>
internal sealed record Proposal(string Signal, int[] Rows);
