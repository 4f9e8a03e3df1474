namespace DatasetGuard.Core.Cleaning;

/// <summary>What a clean copy is.</summary>
/// <param name="Target">The folder or the manifest, as the user named it.</param>
/// <param name="Written">Samples in it.</param>
/// <param name="Quarantined">Samples that are left out for what was found.</param>
/// <param name="Uncopied">Samples that nothing was found against, by the levels that the user set, and yet have no bytes that could be copied.</param>
/// <param name="LostClasses">Classes that have no sample left, in ordinal order; not escaped.</param>
public sealed record CleanReport(string Target, int Written, int Quarantined, int Uncopied, IReadOnlyList<string> LostClasses);
