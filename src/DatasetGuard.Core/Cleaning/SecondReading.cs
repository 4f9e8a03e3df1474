using System.Security.Cryptography;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Cleaning;

/// <summary>Reads a dataset again after it was scanned, and takes nothing from it that was not looked at.</summary>
/// <remarks>What is new, gone or has other bytes than in the scan ends it: a copy of that would be a copy of something that nobody scanned.</remarks>
internal sealed class SecondReading(CleanSource source, Dataset dataset)
{
    /// <param name="samples">Which samples are wanted.</param>
    /// <param name="cancellationToken">Stops between two samples.</param>
    /// <exception cref="DatasetException">The dataset is not as it was scanned.</exception>
    public IEnumerable<CleanSample> Read(IReadOnlyCollection<Sample> samples, CancellationToken cancellationToken)
    {
        var wanted = samples.Select(sample => sample.Id).ToHashSet(StringComparer.Ordinal);
        var scanned = dataset.Samples.GroupBy(sample => sample.Source).ToDictionary(group => group.Key, group => group.ToList());
        for (var root = 0; root < source.Paths.Count; root++)
        {
            foreach (var raw in source.Open(root).Read(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!scanned.TryGetValue(new SampleSource(root, raw.Id), out var candidates))
                    throw Changed(raw.Id, "was not there");
                if (!candidates.Exists(sample => wanted.Contains(sample.Id)))
                    continue;

                var clean = Load(raw, candidates);
                if (wanted.Remove(clean.Sample.Id))
                    yield return clean;
            }
        }

        if (wanted.Count > 0)
            throw Changed(wanted.Order(StringComparer.Ordinal).First(), "is no longer there");
    }

    private CleanSample Load(RawSample found, List<Sample> candidates)
    {
        var bytes = found.Content switch
        {
            SampleContent.Raw raw => raw.Pixels.Data.AsMemory(0, raw.Pixels.Length),
            SampleContent.InMemory memory => memory.Bytes,
            SampleContent.InFile file => ReadFile(file, found.Id),
            _ => throw Changed(found.Id, "can no longer be read"),
        };
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

        // Of several members with one name each is taken once.
        var at = candidates.FindIndex(sample => sample.ContentHash == hash);
        if (at < 0)
            throw Changed(found.Id, "has other bytes");

        var sample = candidates[at];
        candidates.RemoveAt(at);
        return new CleanSample(sample, found.Content, bytes);
    }

    private ReadOnlyMemory<byte> ReadFile(SampleContent.InFile file, string id)
    {
        if (file.Length > source.Options.Limits.MaxBytes)
            throw Changed(id, "has other bytes");

        try
        {
            using var handle = RegularFile.Open(file.Path);
            var bytes = new byte[file.Length];
            var length = 0;
            for (int read; (read = RandomAccess.Read(handle, bytes.AsSpan(length), length)) > 0;)
                length += read;

            return bytes.AsMemory(0, length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Changed(id, "can no longer be read");
        }
    }

    private DatasetException Changed(string id, string how) =>
        new($"'{Printable.Text(dataset.Root)}' changed since it was scanned: '{Printable.Text(id)}' {how}. The clean copy is not written; scan a dataset that nobody writes to.");
}

/// <param name="Sample">As it was scanned.</param>
/// <param name="Content">Where it was read the second time.</param>
/// <param name="Bytes">What was hashed: the file, or the pixels where there is none.</param>
internal sealed record CleanSample(Sample Sample, SampleContent Content, ReadOnlyMemory<byte> Bytes);
