using System.IO.Compression;
using System.IO.Hashing;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>A ZIP archive of an ImageFolder tree, read member by member in the order of its directory and never unpacked.</summary>
internal sealed class ZipDatasetReader(string path, DecodeLimits limits) : IDatasetReader
{
    private const int UnixTypeMask = 0xF000;
    private const int UnixLink = 0xA000;

    public string Format => "zip";

    public int? Count => null;

    public int Ignored { get; private set; }

    public string? ManifestPath => null;

    /// <summary>True when the archive holds NumPy arrays, as <c>numpy.savez</c> writes them: then it is an <c>.npz</c>, whatever its name.</summary>
    public static bool IsOfArrays(string path)
    {
        using var archive = ZipContent.Open(path);
        return archive.Entries.Count > 0 && archive.Entries.All(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal));
    }

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        using var archive = Open();
        foreach (var entry in archive.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.FullName.EndsWith('/'))
                continue;

            var id = SafePath.TryNormalise(entry.FullName, out var reason);
            if (id is null)
                yield return new RawSample(entry.FullName.Length > 0 ? entry.FullName : "a member without a name", Fault(DecodeFaultKind.UnsafePath, reason));
            else if (FileNames.IsOther(Path.GetFileName(id.AsSpan())))
                Ignored++;
            else
                yield return new RawSample(id, Content(entry));
        }
    }

    private ZipArchive Open()
    {
        try
        {
            return ZipContent.Open(path);
        }
        catch (Exception error) when (ZipContent.IsDamage(error))
        {
            throw new DatasetException($"The archive '{Printable.Text(path)}' is damaged or cut off: {Printable.Text(error.Message)}.", error);
        }
    }

    private SampleContent Content(ZipArchiveEntry entry)
    {
        if (!SafePath.IsText(entry.FullName))
            return Fault(DecodeFaultKind.Unreadable, "its name is no UTF-8 text");
        if (((entry.ExternalAttributes >> 16) & UnixTypeMask) == UnixLink)
            return Fault(DecodeFaultKind.UnsafePath, "a link inside an archive; links are not followed");
        if (entry.IsEncrypted)
            return Fault(DecodeFaultKind.Unsupported, "it is encrypted");
        if (entry.Length > limits.MaxBytes)
            return Fault(DecodeFaultKind.OverLimit, $"{entry.Length:N0} bytes, the limit is {limits.MaxBytes:N0}");

        try
        {
            return Unpack(entry);
        }
        catch (Exception error) when (ZipContent.IsDamage(error))
        {
            // One member is damaged; the directory says where the next one is.
            return Fault(DecodeFaultKind.Corrupt, "its packed data are damaged or packed in a way that is not read");
        }
    }

    /// <summary>Takes memory as the data come, not as the directory says.</summary>
    private SampleContent Unpack(ZipArchiveEntry entry)
    {
        using var data = entry.Open();
        using var bytes = new MemoryStream();
        var piece = new byte[1 << 16];
        for (int read; (read = data.Read(piece)) > 0;)
        {
            bytes.Write(piece, 0, read);
            if (bytes.Length > limits.MaxBytes)
                return Fault(DecodeFaultKind.OverLimit, $"more than {limits.MaxBytes:N0} bytes, which is the limit");
        }

        if (bytes.Length == 0)
            return Fault(DecodeFaultKind.Empty, "the file has no bytes");

        // The framework stops where the directory says the member ends, and does not look at the checksum.
        var content = bytes.ToArray();
        return content.Length == entry.Length && Crc32.HashToUInt32(content) == entry.Crc32
            ? new SampleContent.InMemory(content)
            : Fault(DecodeFaultKind.Corrupt, "the archive's directory gives it another size or checksum");
    }

    private static SampleContent.Faulty Fault(DecodeFaultKind kind, string detail) => new(new DecodeFault(kind, detail));
}
