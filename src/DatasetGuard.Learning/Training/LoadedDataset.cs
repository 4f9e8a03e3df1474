using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Training;

/// <summary>A dataset that was read, and where its pixels are.</summary>
public sealed record LoadedDataset(Dataset Dataset, ViewStore Views);
