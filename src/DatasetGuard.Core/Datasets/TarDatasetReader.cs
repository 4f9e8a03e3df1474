using System.IO.Compression;
using System.Text;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>A tar archive (also <c>.tar.gz</c>), streamed: members as an ImageFolder tree, or WebDataset shards.</summary>
/// <remarks>
/// WebDataset (github.com/webdataset/webdataset, "The WebDataset Format"): members with one base name, up to the first dot of the
/// file name, belong to one sample; <c>.cls</c> holds the class. Such members stand next to each other. Images wait for their class only
/// within bounds of number and bytes, as any folder of files with dots in their names looks like one sample.
/// </remarks>
internal sealed class TarDatasetReader(string path, DecodeLimits limits) : IDatasetReader
{
    private const int MaxClassText = 4096;

    /// <summary>A sample of a WebDataset has an image, a class and some notes. More members than this are files with dots in their names.</summary>
    private const int MaxGroup = 16;

    public string Format => "tar";

    public int? Count => null;

    public int Ignored { get; private set; }

    public string? ManifestPath => null;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        using Stream content = DatasetFormats.IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var tar = new TarArchive(content, cancellationToken);

        var pending = new List<RawSample>();
        var key = "";
        string? label = null;
        while (Next(tar) is { } entry)
        {
            if (entry.Kind == TarArchive.MemberKind.Folder)
                continue;

            var id = SafePath.TryNormalise(entry.Name, out var reason);
            var entryKey = KeyOf(id ?? entry.Name);
            if (entryKey != key || pending.Count == MaxGroup || BytesOf(pending) > limits.MaxBytes)
            {
                foreach (var sample in Labelled(pending, label))
                    yield return sample;

                (key, label) = (entryKey, entryKey == key ? label : null);
                pending.Clear();
            }

            if (id is null)
                pending.Add(Faulty(entry.Name, DecodeFaultKind.UnsafePath, reason));
            else if (IsClassFile(id))
                label = ReadClass(tar, entry);
            else if (FileNames.IsOther(Path.GetFileName(id.AsSpan())))
                Ignored++;
            else
                pending.Add(new RawSample(id, Content(tar, entry)));
        }

        foreach (var sample in Labelled(pending, label))
            yield return sample;
    }

    private TarArchive.Member? Next(TarArchive tar)
    {
        try
        {
            return tar.Next();
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw Damaged(error);
        }
    }

    private SampleContent Content(TarArchive tar, TarArchive.Member entry)
    {
        switch (entry.Kind)
        {
            case TarArchive.MemberKind.Link:
                return Fault(DecodeFaultKind.UnsafePath, "a link inside an archive; links are not followed");
            case TarArchive.MemberKind.Sparse:
                return Fault(DecodeFaultKind.Unsupported, "a file with holes; pack it without them");
            case TarArchive.MemberKind.Other:
                return Fault(DecodeFaultKind.Unsupported, "a pipe, a device or a special member, not a file");
        }

        if (entry.Length > limits.MaxBytes)
            return Fault(DecodeFaultKind.OverLimit, $"{entry.Length:N0} bytes, the limit is {limits.MaxBytes:N0}");

        return entry.Length == 0 ? Fault(DecodeFaultKind.Empty, "the file has no bytes") : new SampleContent.InMemory(ReadData(tar, entry));
    }

    private string? ReadClass(TarArchive tar, TarArchive.Member entry)
    {
        if (entry.Kind != TarArchive.MemberKind.File || entry.Length > MaxClassText)
            return null;

        var text = Encoding.UTF8.GetString(ReadData(tar, entry)).Trim();
        return text.Length == 0 ? null : text;
    }

    private byte[] ReadData(TarArchive tar, TarArchive.Member entry)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)entry.Length);
        try
        {
            tar.Read(bytes);
            return bytes;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw Damaged(error, $" inside '{Printable.Text(entry.Name)}'");
        }
    }

    private DatasetException Damaged(Exception error, string where = "") =>
        new($"The archive '{Printable.Text(path)}' is damaged{where}: {Printable.Text(error.Message)}. Fetch it again.", error);

    private static IEnumerable<RawSample> Labelled(List<RawSample> group, string? label) =>
        label is null ? group : group.Select(sample => sample with { Label = label, IsLabelled = true });

    private static long BytesOf(List<RawSample> group) => group.Sum(sample => sample.Content is SampleContent.InMemory memory ? (long)memory.Bytes.Length : 0);

    private static bool IsClassFile(string id) => id.EndsWith(".cls", StringComparison.Ordinal);

    private static string KeyOf(string id)
    {
        var name = id.LastIndexOf('/') + 1;
        var dot = id.IndexOf('.', name);
        return dot < 0 ? id : id[..dot];
    }

    private static SampleContent.Faulty Fault(DecodeFaultKind kind, string detail) => new(new DecodeFault(kind, detail));

    private static RawSample Faulty(string id, DecodeFaultKind kind, string detail) => new(id, Fault(kind, detail));
}
