namespace DatasetGuard.Detection.Verification;

/// <summary>Images of one class that have something in common which no network was asked about.</summary>
/// <param name="Class">Whose images these are.</param>
/// <param name="Rows">The images, the surest first.</param>
/// <param name="IsWhole">No other image of the class has it.</param>
internal sealed record FoundGroup(int Class, int[] Rows, bool IsWhole = false);
