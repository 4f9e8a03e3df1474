using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Enumeration;
using DatasetGuard.Core.Datasets.Parquet;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>Recognises what kind of dataset a path is, by content, and opens it.</summary>
public static class DatasetFormats
{
    public static IReadOnlyList<string> Names { get; } = ["auto", "imagefolder", "tar", "zip", "idx", "cifar", "npy", "parquet", "coco", "csv", "jsonl"];

    /// <summary>What a dataset may be, for messages.</summary>
    public const string Kinds = "a folder of class folders or of tars, a tar or ZIP of one, IDX, CIFAR, NumPy, Parquet or COCO files, or a CSV or JSONL manifest";

    /// <param name="path">A folder, a file or an archive.</param>
    /// <param name="format">One of <see cref="Names"/>; <c>auto</c> looks at the content.</param>
    /// <param name="limits">What one file may cost.</param>
    /// <param name="labels">
    /// A manifest that gives the samples their labels, by path, or for NumPy arrays an array of them, by row; null where the dataset has them itself.
    /// </param>
    /// <exception cref="DatasetException">Nothing is there, or nothing that is known.</exception>
    public static IDatasetReader Open(string path, string format, DecodeLimits limits, string? labels = null)
    {
        if (labels is null)
            return OpenUnlabelled(path, format, limits, labels);
        if (!File.Exists(labels) || new FileInfo(labels).Length == 0)
            throw new DatasetException($"There are no labels in '{Printable.Text(labels)}'. Give a CSV or JSONL file with paths and labels.");

        var reader = OpenUnlabelled(path, format, limits, labels);
        if (!NpyReader.IsArray(labels))
            return new RelabelledReader(reader, labels);

        return reader is NpyReader
            ? reader
            : throw new DatasetException($"The labels '{Printable.Text(labels)}' are a NumPy array, whose rows belong to those of another one. Give a CSV or JSONL file with paths and labels.");
    }

    private static NpyReader OpenArrays(string path, DecodeLimits limits, string? labels)
    {
        var isByRow = labels is not null && NpyReader.IsArray(labels);
        return new NpyReader(path, limits, isByRow ? labels : null) { IsLabelledElsewhere = labels is not null };
    }

    private static IDatasetReader OpenUnlabelled(string path, string format, DecodeLimits limits, string? labels)
    {
        var isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
            throw new DatasetException($"There is no dataset at '{Printable.Text(path)}'. Give {Kinds}.");

        // A pipe has no length either, and opening one would wait for a writer.
        if (!isFolder && new FileInfo(path).Length == 0)
            throw new DatasetException($"'{Printable.Text(path)}' has no bytes. Give {Kinds}.");

        try
        {
            return (format == "auto" ? Detect(path, isFolder) : format) switch
            {
                "imagefolder" => new ImageFolderReader(path),
                "tar" => isFolder ? new TarFolderReader(path, limits) : new TarDatasetReader(path, limits),
                "zip" => new ZipDatasetReader(path, limits),
                "idx" => new IdxReader(path),
                "cifar" => new CifarReader(path),
                "npy" => OpenArrays(path, limits, labels),
                "parquet" => new ParquetReader(path, limits),
                "coco" => new CocoReader(path),
                "csv" or "jsonl" => new ManifestReader(path),
                var unknown => throw new DatasetException($"'{unknown}' is not a dataset format. Known: {string.Join(", ", Names)}."),
            };
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException($"'{Printable.Text(path)}' cannot be read: {Printable.Text(error.Message)} It is damaged: fetch it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{Printable.Text(path)}' cannot be read: {Printable.Text(error.Message)}", error);
        }
    }

    private static string Detect(string path, bool isFolder)
    {
        if (isFolder)
            return DetectFolder(path);

        var byName = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" => "csv",
            ".jsonl" or ".ndjson" => "jsonl",
            ".json" => "coco",
            ".bin" when CifarReader.LabelBytes(path) is not null => "cifar",
            _ => null,
        };
        return byName ?? DetectContent(path, FirstBytes(path)) ?? throw new DatasetException(
            $"'{Printable.Text(path)}' is none of the known kinds: {Kinds}. "
            + "An empty or damaged archive looks like this too; --dataset-format names the kind when the content does not tell.");
    }

    private static string? DetectContent(string path, byte[] start)
    {
        if (IdxReader.IsImageFile(start))
            return "idx";
        if (NpyHeader.IsNpy(start))
            return "npy";
        if (start.AsSpan().StartsWith(ParquetFooter.Magic))
            return "parquet";
        if (start.AsSpan().StartsWith("PK\u0003\u0004"u8))
            return ZipDatasetReader.IsOfArrays(path) ? "npy" : "zip";

        // "ustar" stands at byte 257 of the first header; older archives lack it and go by their name.
        var isTar = start.Length >= 262 && start.AsSpan(257, 5).SequenceEqual("ustar"u8);
        return isTar || path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) ? "tar" : null;
    }

    /// <summary>Files of other kinds that lie in a folder of images must not hide the images.</summary>
    private static string DetectFolder(string path)
    {
        if (HasNoFolders(path) && IsIdxFolder(path))
            return "idx";
        if (HasNoFolders(path) && CifarReader.BatchFiles(path) is { Count: > 0 } batches && batches.TrueForAll(file => CifarReader.LabelBytes(file) is not null))
            return "cifar";
        if (HasImages(path))
            return "imagefolder";
        if (ParquetReader.Files(path).Count > 0)
            return "parquet";
        if (TarFolderReader.Files(path).Count > 0)
            return "tar";

        return NpyReader.IsFolderOfArrays(path) ? "npy" : "imagefolder";
    }

    private static bool IsIdxFolder(string path) => IdxReader.ImageFiles(path) is { Count: > 0 } files && files.TrueForAll(file => IdxReader.IsImageFile(FirstBytes(file)));

    private static bool HasNoFolders(string path) => !Directory.EnumerateDirectories(path).Any(folder => !Path.GetFileName(folder).StartsWith('.'));

    /// <summary>True when a file is there that is no document, list or archive by its name. Links are not entered: a loop would never end.</summary>
    private static bool HasImages(string path)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };
        return new FileSystemEnumerable<bool>(path, (ref FileSystemEntry _) => true, options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && !FileNames.IsOther(entry.FileName),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !entry.FileName.StartsWith('.'),
        }.Any();
    }

    internal static bool IsGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var read = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && BinaryPrimitives.ReadUInt16BigEndian(start) == 0x1F8B;
    }

    private static byte[] FirstBytes(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var start = new byte[512];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }
}
