using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Benchmarks.Triggers;

/// <summary>A dataset that is made up in memory.</summary>
internal sealed class MemoryReader(IReadOnlyList<RawSample> samples) : IDatasetReader
{
    public string Format => "memory";

    public int? Count => samples.Count;

    public int Ignored => 0;

    public string? ManifestPath => null;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken) => samples;
}
