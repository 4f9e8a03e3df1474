using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Repair;

/// <summary>What came of a method.</summary>
/// <param name="Network">Belongs to the caller; null where the method does not fit the model.</param>
/// <param name="Note">What was done, or why nothing was, in a few words fit to print.</param>
internal sealed record RepairAttempt(ConvNetwork? Network, string Note);
