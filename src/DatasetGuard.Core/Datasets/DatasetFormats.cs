using System.Buffers.Binary;
using System.IO.Compression;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>Recognises what kind of dataset a path is, by content, and opens it.</summary>
public static class DatasetFormats
{
    public static IReadOnlyList<string> Names { get; } = ["auto", "imagefolder", "tar", "idx", "csv", "jsonl"];

    /// <param name="path">A folder, a file or an archive.</param>
    /// <param name="format">One of <see cref="Names"/>; <c>auto</c> looks at the content.</param>
    /// <param name="limits">What one file may cost.</param>
    /// <param name="labels">A manifest that gives the samples their labels, by path; null where the dataset has them itself.</param>
    /// <exception cref="DatasetException">Nothing is there, or nothing that is known.</exception>
    public static IDatasetReader Open(string path, string format, DecodeLimits limits, string? labels = null)
    {
        var reader = Open(path, format, limits);
        if (labels is null)
            return reader;
        if (!File.Exists(labels) || new FileInfo(labels).Length == 0)
            throw new DatasetException($"There are no labels in '{Printable.Text(labels)}'. Give a CSV or JSONL file with paths and labels.");

        return new RelabelledReader(reader, labels);
    }

    private static IDatasetReader Open(string path, string format, DecodeLimits limits)
    {
        var isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
            throw new DatasetException($"There is no dataset at '{Printable.Text(path)}'. Give a folder, a .tar, an IDX file or a manifest.");

        // A pipe has no length either, and opening one would wait for a writer.
        if (!isFolder && new FileInfo(path).Length == 0)
            throw new DatasetException($"'{Printable.Text(path)}' has no bytes. Give a folder, a .tar, an IDX file or a manifest.");

        try
        {
            return (format == "auto" ? Detect(path, isFolder) : format) switch
            {
                "imagefolder" => new ImageFolderReader(path),
                "tar" => new TarDatasetReader(path, limits),
                "idx" => new IdxReader(path),
                "csv" or "jsonl" => new ManifestReader(path),
                var unknown => throw new DatasetException($"'{unknown}' is not a dataset format. Known: {string.Join(", ", Names)}."),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DatasetException($"'{Printable.Text(path)}' cannot be read: {Printable.Text(error.Message)}", error);
        }
    }

    private static string Detect(string path, bool isFolder)
    {
        if (isFolder)
            return IsIdxFolder(path) ? "idx" : "imagefolder";

        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is ".csv" or ".tsv")
            return "csv";
        if (extension is ".jsonl" or ".ndjson")
            return "jsonl";

        var start = FirstBytes(path);
        if (IdxReader.IsImageFile(start))
            return "idx";

        // "ustar" stands at byte 257 of the first header; older archives lack it and go by their name.
        var isTar = start.Length >= 262 && start.AsSpan(257, 5).SequenceEqual("ustar"u8);
        return isTar || path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)
            ? "tar"
            : throw new DatasetException(
                $"'{Printable.Text(path)}' is none of the known kinds: a folder of class folders, tar (.gz), IDX (.gz), a CSV or JSONL manifest. "
                + "An empty or damaged archive looks like this too; --dataset-format names the kind when the content does not tell.");
    }

    /// <summary>With folders beside the IDX files it is an image folder: a stray pair of them must not hide the images.</summary>
    private static bool IsIdxFolder(string path) =>
        IdxReader.ImageFiles(path) is { Count: > 0 } files
        && !Directory.EnumerateDirectories(path).Any(folder => !Path.GetFileName(folder).StartsWith('.'))
        && files.TrueForAll(file => IdxReader.IsImageFile(FirstBytes(file)));

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
