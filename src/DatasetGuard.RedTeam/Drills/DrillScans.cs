using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>How the user would scan.</summary>
/// <param name="AsItIs">Scans the dataset on the disk.</param>
/// <param name="Poisoned">Scans what a reader gives, in the same way.</param>
public sealed record DrillScans(
    Func<IScanProgress, CancellationToken, ScanResult> AsItIs,
    Func<IDatasetReader, IScanProgress, CancellationToken, ScanResult> Poisoned);
