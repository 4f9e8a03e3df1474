using System.IO.Compression;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>NumPy arrays of images or of features with arrays of labels: an <c>.npz</c> archive, or <c>.npy</c> files that lie side by side.</summary>
/// <remarks>Read value by value as the headers declare; what an archive says of its sizes is not relied on.</remarks>
/// <param name="path">An archive, an array, or a folder of arrays.</param>
/// <param name="limits">What one sample may cost.</param>
/// <param name="labels">An NPY file with the labels of the only array; null where they lie beside it.</param>
internal sealed class NpyReader(string path, DecodeLimits limits, string? labels = null) : IDatasetReader
{
    private const string Extension = ".npy";

    public string Format => "npy";

    public int? Count => null;

    public int Ignored { get; private set; }

    public string? ManifestPath => null;

    /// <summary>The labels come from a manifest: an array needs none beside it.</summary>
    public bool IsLabelledElsewhere { get; init; }

    /// <summary>True when there is a pair of arrays among the files of a folder.</summary>
    public static bool IsFolderOfArrays(string folder) => NpyPairs.Find(FileArrays(folder)).Count > 0;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        using var archive = Directory.Exists(path) || IsArray(path) ? null : Guarded(() => ZipContent.Open(path), "");
        var names = archive is null ? FileArrays(Folder) : ArchiveArrays(archive);
        var pairs = Pairs(names, isSingle: File.Exists(path) && archive is null);
        if (pairs.Count == 0)
        {
            throw new DatasetException(
                $"'{Printable.Text(path)}' has no array of images or features with one of labels, such as x_train and y_train, images and labels, or features and labels. "
                + $"Its arrays: {string.Join(", ", names.Take(10).Select(Printable.Text))}.{(labels is null ? " --labels names a file of labels that lies elsewhere." : "")}");
        }

        Ignored = names.Except(pairs.SelectMany(pair => new[] { pair.Content, pair.Labels }).OfType<string>()).Count();
        foreach (var pair in pairs)
        {
            foreach (var sample in ReadPair(pair, archive, cancellationToken))
                yield return sample;
        }
    }

    /// <summary>Labels that the user names go with the one array that there is.</summary>
    private List<NpyPairs.Pair> Pairs(List<string> names, bool isSingle)
    {
        var only = isSingle ? Path.GetFileNameWithoutExtension(path) : null;
        if (labels is null && (only is null ? NpyPairs.Find(names) : NpyPairs.FindLabels(only, names)) is { Count: > 0 } pairs)
            return pairs;
        if (labels is null && !IsLabelledElsewhere)
            return [];

        only ??= NpyPairs.OnlyContent(names);
        return only is null ? [] : [new NpyPairs.Pair(only, null, null)];
    }

    private string Folder => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;

    private IEnumerable<RawSample> ReadPair(NpyPairs.Pair pair, ZipArchive? archive, CancellationToken cancellationToken)
    {
        using var stream = Open(archive, pair.Content);
        using var labelStream = OpenLabels(archive, pair);
        var labelName = pair.Labels ?? Path.GetFileName(labels) ?? "";
        var (what, count, next) = Guarded(() => Samples(stream, archive, pair.Content, cancellationToken), pair.Content);
        var labelRows = labelStream is null ? null : Guarded(() => new NpyLabels(labelStream), labelName);
        if (labelRows is not null && count != labelRows.Count)
            throw new DatasetException($"'{Printable.Text(path)}' has {count:N0} {what} in '{Printable.Text(pair.Content)}' and {labelRows.Count:N0} labels in '{Printable.Text(labelName)}'.");

        for (var i = 0L; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var content = Guarded(next, pair.Content);
            var label = labelRows is null ? null : Guarded(() => labelRows.Next(labelStream!), labelName);
            yield return new RawSample($"{pair.Content}/{i:D5}", content, label, pair.Split) { IsLabelled = true };
        }

        CheckEnd(stream, pair.Content);
        if (labelStream is not null)
            CheckEnd(labelStream, labelName);
    }

    /// <summary>What the array holds, how many, and what gives the next one.</summary>
    private (string What, long Count, Func<SampleContent> Next) Samples(Stream stream, ZipArchive? archive, string name, CancellationToken cancellationToken)
    {
        var header = NpyHeader.Read(stream);
        if (NpyVectors.Fits(header))
        {
            var vectors = new NpyVectors(header, stream, limits);
            return ("feature vectors", vectors.Count, () => new SampleContent.Vector(vectors.Next(stream)));
        }

        var images = new NpyImages(header, stream, limits);
        if (images.NeedsScale)
        {
            using var first = Open(archive, name);
            images.FindScale(first, limits, cancellationToken);
        }

        return ("images", images.Count, () => new SampleContent.Raw(images.Next(stream)));
    }

    private BufferedStream? OpenLabels(ZipArchive? archive, NpyPairs.Pair pair) => pair.Labels is { } name
        ? Open(archive, name)
        : labels is null ? null : new BufferedStream(File.OpenRead(labels), 1 << 16);

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

    /// <summary>True when a file is an array, by its content.</summary>
    public static bool IsArray(string file)
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
