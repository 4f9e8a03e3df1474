using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>A manifest as a dataset of its own: the images that a <see cref="ManifestFile"/> lists.</summary>
/// <remarks>Paths are relative to the manifest's folder and may not leave it. Findings can point at the line.</remarks>
internal sealed class ManifestReader(string path) : IDatasetReader
{
    private readonly string _root = ContainedFile.RealPath(new FileInfo(path).Directory!);
    private readonly ManifestFile _manifest = new(path);

    public string Format => _manifest.Format;

    public int? Count => null;

    public int Ignored => 0;

    public string? ManifestPath => path;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, label, split, line) in _manifest.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = SafePath.TryNormalise(file ?? "", out var reason);
            var content = id is null ? new SampleContent.Faulty(new DecodeFault(DecodeFaultKind.UnsafePath, reason)) : ContainedFile.Open(new FileInfo(Path.Combine(_root, id)), _root);
            id ??= file is { Length: > 0 } ? file : $"line {line}";

            // One image may stand in the list twice, also with two labels; samples need names of their own.
            if (!seen.Add(id))
                id = $"{id}#line-{line}";

            yield return new RawSample(id, content, label, split, line) { IsLabelled = true };
        }
    }
}
