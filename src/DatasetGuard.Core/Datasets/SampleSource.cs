namespace DatasetGuard.Core.Datasets;

/// <summary>Where a sample was read.</summary>
/// <param name="Root">Index into <see cref="Dataset.Roots"/>.</param>
/// <param name="Id">As the reader of that root names it; an archive may hold one name twice.</param>
public readonly record struct SampleSource(int Root, string Id);
