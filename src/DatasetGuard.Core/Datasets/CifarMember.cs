using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>A batch of CIFAR inside of an archive, read record by record.</summary>
/// <param name="id">Path of the file in the archive; ends in <c>.bin</c>.</param>
/// <param name="length">Its bytes: some whole number of records.</param>
/// <param name="read">Gives the next bytes of the file.</param>
internal sealed class CifarMember(string id, long length, Func<int, byte[]> read)
{
    /// <summary>The images; or the file itself, which is none, where its labels are no classes.</summary>
    /// <param name="classNames">Lists of names by their paths in the archive.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    public IEnumerable<RawSample> Samples(IReadOnlyDictionary<string, string[]> classNames, CancellationToken cancellationToken)
    {
        // A length that suits both kinds of records is longer than the first hundred of either.
        var start = read((int)Math.Min(length, CifarRecords.Looked * (CifarRecords.LabelBytes(length).First() + CifarRecords.PixelBytes)));
        var labelBytes = CifarRecords.LabelBytes(length).FirstOrDefault(labels => CifarRecords.HasLabels(start.AsSpan(0, start.Length - (start.Length % (labels + CifarRecords.PixelBytes))), labels));
        if (labelBytes == 0)
        {
            yield return new RawSample(id, new SampleContent.Faulty(new DecodeFault(DecodeFaultKind.Unsupported, "named like a file of CIFAR, and its labels are no classes")));
            yield break;
        }

        var names = classNames.GetValueOrDefault(id[..(id.LastIndexOf('/') + 1)] + CifarRecords.NamesFile(labelBytes)) ?? [];
        var record = labelBytes + CifarRecords.PixelBytes;
        for (var i = 0; i < length / record; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return CifarRecords.Sample(id[..^".bin".Length], i, Record(start, (long)i * record, record), names);
        }
    }

    /// <summary>From what was looked at, then from the archive.</summary>
    private byte[] Record(byte[] start, long at, int length)
    {
        var known = at < start.Length ? start[(int)at..(int)Math.Min(start.Length, at + length)] : [];
        return known.Length == length ? known : [.. known, .. read(length - known.Length)];
    }
}
