using System.IO.Compression;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>NumPy arrays of images with arrays of labels: an <c>.npz</c> archive, or <c>.npy</c> files that lie side by side.</summary>
/// <remarks>Read value by value as the headers declare; what an archive says of its sizes is not relied on.</remarks>
internal sealed class NpyReader(string path, DecodeLimits limits) : IDatasetReader
{
    private const string Extension = ".npy";

    public string Format => "npy";

    public int? Count => null;

    public int Ignored { get; private set; }

    public string? ManifestPath => null;

    /// <summary>True when there is a pair of arrays among the files of a folder.</summary>
    public static bool IsFolderOfArrays(string folder) => NpyPairs.Find(FileArrays(folder)).Count > 0;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        using var archive = Directory.Exists(path) || IsArray(path) ? null : Guarded(() => ZipContent.Open(path), "");
        var names = archive is null ? FileArrays(Folder) : ArchiveArrays(archive);
        var pairs = NpyPairs.Find(names);
        if (File.Exists(path) && archive is null)
            pairs.RemoveAll(pair => pair.Images != Path.GetFileNameWithoutExtension(path));
        if (pairs.Count == 0)
        {
            throw new DatasetException(
                $"'{Printable.Text(path)}' has no array of images with one of labels, such as x_train and y_train, or images and labels. Its arrays: {string.Join(", ", names.Take(10).Select(Printable.Text))}.");
        }

        Ignored = names.Count - (2 * pairs.Count);
        foreach (var pair in pairs)
        {
            foreach (var sample in ReadPair(pair, archive, cancellationToken))
                yield return sample;
        }
    }

    private string Folder => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;

    private IEnumerable<RawSample> ReadPair(NpyPairs.Pair pair, ZipArchive? archive, CancellationToken cancellationToken)
    {
        using var imageStream = Open(archive, pair.Images);
        using var labelStream = Open(archive, pair.Labels);
        var images = Guarded(() => new NpyImages(imageStream, limits), pair.Images);
        var labels = Guarded(() => new NpyLabels(labelStream), pair.Labels);
        if (images.Count != labels.Count)
            throw new DatasetException($"'{Printable.Text(path)}' has {images.Count:N0} images in '{pair.Images}' and {labels.Count:N0} labels in '{pair.Labels}'.");

        if (images.NeedsScale)
        {
            using var first = Open(archive, pair.Images);
            Guarded(
                () =>
                {
                    images.FindScale(first, limits, cancellationToken);
                    return true;
                },
                pair.Images);
        }

        for (var i = 0L; i < images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pixels = Guarded(() => images.Next(imageStream), pair.Images);
            var label = Guarded(() => labels.Next(labelStream), pair.Labels);
            yield return new RawSample($"{pair.Images}/{i:D5}", new SampleContent.Raw(pixels), label, pair.Split) { IsLabelled = true };
        }

        CheckEnd(imageStream, pair.Images);
        CheckEnd(labelStream, pair.Labels);
    }

    /// <summary>What stands behind the declared values would be passed over.</summary>
    private void CheckEnd(Stream stream, string name)
    {
        if (Guarded(() => stream.ReadByte() >= 0, name))
            throw new DatasetException($"The array '{Printable.Text(name)}' of '{Printable.Text(path)}' goes on behind the values that it declares.");
    }

    private BufferedStream Open(ZipArchive? archive, string name) => new(
        archive is null ? File.OpenRead(Path.Combine(Folder, name + Extension)) : Guarded(() => archive.GetEntry(name + Extension)!.Open(), name),
        1 << 16);

    private T Guarded<T>(Func<T> read, string name)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is EndOfStreamException)
        {
            throw new DatasetException($"The array '{Printable.Text(name)}' of '{Printable.Text(path)}' is cut off.", error);
        }
        catch (Exception error) when (ZipContent.IsDamage(error))
        {
            var what = name.Length == 0 ? "" : $"The array '{Printable.Text(name)}' of ";
            throw new DatasetException($"{what}'{Printable.Text(path)}' cannot be read: {Printable.Text(error.Message)}.", error);
        }
    }

    private static bool IsArray(string file)
    {
        using var stream = File.OpenRead(file);
        Span<byte> start = stackalloc byte[6];
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && NpyHeader.IsNpy(start);
    }

    private static List<string> FileArrays(string folder) => [.. Directory.EnumerateFiles(folder, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file))];

    /// <summary>A name that stands there twice is read differently from program to program.</summary>
    private List<string> ArchiveArrays(ZipArchive archive)
    {
        var names = archive.Entries.Where(entry => entry.FullName.EndsWith(Extension, StringComparison.Ordinal)).Select(entry => entry.FullName[..^Extension.Length]).ToList();
        return names.Distinct(StringComparer.Ordinal).Count() == names.Count
            ? names
            : throw new DatasetException($"'{Printable.Text(path)}' has two arrays of one name.");
    }
}
