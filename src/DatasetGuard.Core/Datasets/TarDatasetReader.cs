using System.Formats.Tar;
using System.IO.Compression;
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

    /// <summary>Bytes of a long name or of attributes, where the byte limit of images is lower.</summary>
    private const int MaxHeader = 1 << 20;

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
        using var stream = new ArchiveStream(content, Math.Max(limits.MaxBytes, MaxHeader), cancellationToken);
        using var tar = new TarReader(stream, leaveOpen: true);

        var pending = new List<RawSample>();
        var key = "";
        string? label = null;
        while (Next(tar) is { } entry)
        {
            if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
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
                label = ReadClass(entry);
            else if (FileNames.IsOther(Path.GetFileName(id.AsSpan())))
                Ignored++;
            else
                pending.Add(new RawSample(id, Content(entry)));
        }

        foreach (var sample in Labelled(pending, label))
            yield return sample;

        CheckEnd(stream);
    }

    private void CheckEnd(ArchiveStream stream)
    {
        if (!stream.IsAtEndMark)
            throw new DatasetException($"The archive '{Printable.Text(path)}' is damaged: a member's header has no checksum. Fetch it again.");
        if (!stream.IsPaddingToTheEnd())
            throw new DatasetException($"The archive '{Printable.Text(path)}' goes on behind its end mark. Were archives joined? Give them one by one.");
    }

    private TarEntry? Next(TarReader tar)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or FormatException or InvalidOperationException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new DatasetException($"The archive '{Printable.Text(path)}' is damaged or cut off, or has no end mark: {Printable.Text(error.Message)}", error);
        }
    }

    private SampleContent Content(TarEntry entry)
    {
        if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            return Fault(DecodeFaultKind.UnsafePath, "a link inside an archive; links are not followed");
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
            return Fault(DecodeFaultKind.Unsupported, $"a tar member of type {entry.EntryType}, not a file");
        if (entry.Length > limits.MaxBytes)
            return Fault(DecodeFaultKind.OverLimit, $"{entry.Length:N0} bytes, the limit is {limits.MaxBytes:N0}");
        if (entry.DataStream is not { } data)
            return Fault(DecodeFaultKind.Empty, "the file has no bytes");

        var bytes = GC.AllocateUninitializedArray<byte>((int)entry.Length);
        try
        {
            data.ReadExactly(bytes);
            return new SampleContent.InMemory(bytes);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new DatasetException($"The archive '{Printable.Text(path)}' is cut off inside '{Printable.Text(entry.Name)}'.", error);
        }
    }

    private static string? ReadClass(TarEntry entry)
    {
        if (entry.DataStream is not { } data || entry.Length > MaxClassText)
            return null;

        using var reader = new StreamReader(data, leaveOpen: true);
        var text = reader.ReadToEnd().Trim();
        return text.Length == 0 ? null : text;
    }

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
