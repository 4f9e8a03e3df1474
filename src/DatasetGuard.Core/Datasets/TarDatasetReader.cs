using System.IO.Compression;
using System.Text;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>A tar archive (also <c>.tar.gz</c>), streamed: members as an ImageFolder tree, WebDataset shards, or the batches of CIFAR as they are published.</summary>
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

    /// <summary>Lists of class names that are kept.</summary>
    private const int MaxLists = 64;

    private readonly ClassTexts _texts = new();

    public string Format => "tar";

    public int? Count => null;

    public int Ignored { get; private set; }

    public string? ManifestPath => null;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        using var content = Open();
        var tar = new TarArchive(content, cancellationToken);

        var pending = new List<RawSample>();
        var key = "";
        string? label = null;
        Dictionary<string, string[]>? names = null;
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
            else if (entry.Kind == TarArchive.MemberKind.File && CifarRecords.IsBatchName(Path.GetFileName(id)) && CifarRecords.LabelBytes(entry.Length).Any())
            {
                names ??= ClassNames(cancellationToken);
                foreach (var sample in new CifarMember(id, entry.Length, length => Read(tar, entry, length)).Samples(names, cancellationToken))
                    yield return sample;
            }
            else
                pending.Add(new RawSample(id, Content(tar, entry)));
        }

        foreach (var sample in Labelled(pending, label))
            yield return sample;

        if (_texts.Contradiction() is { } contradiction)
            throw new DatasetException($"The archive '{Printable.Text(path)}' says two things about its classes: {contradiction}.");
    }

    private Stream Open()
    {
        try
        {
            var file = new FileStream(RegularFile.Open(path), FileAccess.Read, 1 << 16);
            return DatasetFormats.IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"The archive '{Printable.Text(path)}' cannot be read: {Printable.Text(error.Message)}", error);
        }
    }

    /// <summary>The lists of CIFAR's class names, by path; in the published archive they stand behind the first batch, so they are looked for from the start.</summary>
    private Dictionary<string, string[]> ClassNames(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string[]>(StringComparer.Ordinal);
        using var content = Open();
        var tar = new TarArchive(content, cancellationToken);
        try
        {
            while (found.Count < MaxLists && Next(tar) is { } entry)
            {
                if (entry is { Kind: TarArchive.MemberKind.File, Length: > 0 and <= CifarRecords.MaxNames } && SafePath.TryNormalise(entry.Name, out _) is { } id && CifarRecords.IsNamesFile(Path.GetFileName(id)))
                    found.TryAdd(id, CifarRecords.Names(Read(tar, entry, (int)entry.Length)));
            }
        }
        catch (DatasetException)
        {
            // The same break ends the reading of the samples, when it comes there.
        }

        return found;
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
        if (!SafePath.IsText(entry.Name))
            return Fault(DecodeFaultKind.Unreadable, "its name is no UTF-8 text");

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

        return entry.Length == 0 ? Fault(DecodeFaultKind.Empty, "the file has no bytes") : new SampleContent.InMemory(Read(tar, entry, (int)entry.Length));
    }

    private string? ReadClass(TarArchive tar, TarArchive.Member entry)
    {
        if (entry.Kind != TarArchive.MemberKind.File || entry.Length > MaxClassText)
            return null;

        var text = Encoding.UTF8.GetString(Read(tar, entry, (int)entry.Length)).Trim();
        return text.Length == 0 ? null : text;
    }

    private byte[] Read(TarArchive tar, TarArchive.Member entry, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
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

    private IEnumerable<RawSample> Labelled(List<RawSample> group, string? label)
    {
        foreach (var sample in group.Where(sample => sample.Content is SampleContent.InMemory))
            _texts.Add(sample.Id, label);

        return label is null ? group : group.Select(sample => sample with { Label = label, IsLabelled = true });
    }

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
