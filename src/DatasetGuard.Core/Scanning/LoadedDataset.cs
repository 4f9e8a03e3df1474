using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Scanning;

/// <summary>A dataset that was read, and where its pixels are.</summary>
/// <param name="Dataset">The samples.</param>
/// <param name="Views">Their pixels.</param>
public sealed record LoadedDataset(Dataset Dataset, ViewStore Views);
