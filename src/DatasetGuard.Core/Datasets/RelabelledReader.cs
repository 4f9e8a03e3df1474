using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>A dataset whose labels stand in a <see cref="ManifestFile"/> beside it: competitions often ship images and labels like that.</summary>
/// <remarks>
/// Paths in the list are those of the samples, relative to the dataset. What the list does not name has no class, whatever folder it lies in;
/// what is listed and not there is a fault that points at the line, as in a manifest that stands alone.
/// </remarks>
internal sealed class RelabelledReader(IDatasetReader images, string labels) : IDatasetReader
{
    public string Format => images.Format;

    public int? Count => null;

    public int Ignored => images.Ignored;

    public bool HasParts => images.HasParts;

    public string? ManifestPath => labels;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        var byPath = ReadLabels(cancellationToken);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sample in images.Read(cancellationToken))
        {
            if (!byPath.TryGetValue(sample.Id, out var entries))
            {
                yield return sample with { Label = null, Split = null, IsLabelled = true };
                continue;
            }

            found.Add(sample.Id);
            foreach (var labelled in entries.Select((entry, i) => Labelled(sample, entry, i > 0)))
                yield return labelled;
        }

        foreach (var entry in byPath.Where(pair => !found.Contains(pair.Key)).SelectMany(pair => pair.Value).OrderBy(entry => entry.Line))
            yield return Missing(entry);
    }

    private Dictionary<string, List<ManifestFile.Entry>> ReadLabels(CancellationToken cancellationToken)
    {
        var byPath = new Dictionary<string, List<ManifestFile.Entry>>(StringComparer.Ordinal);
        foreach (var entry in new ManifestFile(labels).Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = SafePath.TryNormalise(entry.File ?? "", out _) ?? entry.File ?? "";
            if (!byPath.TryGetValue(id, out var entries))
                byPath.Add(id, entries = []);

            entries.Add(entry);
        }

        return byPath;
    }

    /// <summary>A path that is listed twice, also with two labels, is two samples: training code sees both.</summary>
    private static RawSample Labelled(RawSample sample, ManifestFile.Entry entry, bool isRepeated) => sample with
    {
        Id = isRepeated ? $"{sample.Id}#line-{entry.Line}" : sample.Id,
        Label = entry.Label,
        Split = entry.Split,
        Line = entry.Line,
        IsLabelled = true,
    };

    private static RawSample Missing(ManifestFile.Entry entry)
    {
        var id = SafePath.TryNormalise(entry.File ?? "", out var reason);
        var fault = id is null
            ? new DecodeFault(DecodeFaultKind.UnsafePath, reason)
            : new DecodeFault(DecodeFaultKind.Unreadable, "it is listed in the labels and is not in the dataset");
        var name = id ?? (entry.File is { Length: > 0 } file ? file : $"line {entry.Line}");
        return new RawSample(name, new SampleContent.Faulty(fault), entry.Label, entry.Split, entry.Line) { IsLabelled = true };
    }
}
