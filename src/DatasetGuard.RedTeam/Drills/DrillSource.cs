namespace DatasetGuard.RedTeam.Drills;

/// <summary>The dataset that is drilled on.</summary>
/// <param name="Path">A folder, a file or an archive.</param>
/// <param name="Format">One of <see cref="Core.Datasets.DatasetFormats.Names"/>.</param>
/// <param name="Options">How it is scanned.</param>
public sealed record DrillSource(string Path, string Format, Core.Scanning.ScanOptions Options);
