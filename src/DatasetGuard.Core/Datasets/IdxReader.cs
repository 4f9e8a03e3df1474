using System.Buffers.Binary;
using System.IO.Compression;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>IDX image and label files, as of MNIST (yann.lecun.com/exdb/mnist, "File formats"), also gzip-compressed.</summary>
/// <remarks>
/// Images are unsigned bytes with three dimensions: count, rows, columns. The label file lies beside the image file and has its name
/// with <c>labels</c> for <c>images</c> and <c>idx1</c> for <c>idx3</c>. A folder may hold several pairs; a name that begins with
/// <c>train</c>, or with <c>t10k</c> or <c>test</c>, tells the split.
/// </remarks>
internal sealed class IdxReader : IDatasetReader
{
    private const int MaxSide = 4096;
    private readonly List<(string Images, string Labels, string? Split)> _pairs;

    public IdxReader(string path)
    {
        var images = Directory.Exists(path) ? ImageFiles(path) : [path];
        _pairs = images.ConvertAll(file => (file, LabelFile(file), SplitOf(file)));
    }

    public string Format => "idx";

    public int? Count => null;

    public int Ignored => 0;

    public string? ManifestPath => null;

    public static bool IsImageFile(ReadOnlySpan<byte> start) => start.Length >= 16 && start[..4].SequenceEqual(new byte[] { 0, 0, 8, 3 });

    /// <summary>The image files of a folder. Downloads often leave a file both packed and unpacked: those are one.</summary>
    public static List<string> ImageFiles(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*images*idx3*").Where(file => new FileInfo(file).Length > 0).ToList();
        files.RemoveAll(file => file.EndsWith(".gz", StringComparison.Ordinal) && files.Contains(file[..^3]));
        files.Sort(string.CompareOrdinal);
        return files;
    }

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        foreach (var (images, labels, split) in _pairs)
        {
            foreach (var sample in ReadPair(images, labels, split))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return sample;
            }
        }
    }

    private static IEnumerable<RawSample> ReadPair(string imageFile, string labelFile, string? split)
    {
        using var images = Open(imageFile);
        using var labels = Open(labelFile);
        var size = Header(images, imageFile, 3);
        var labelCount = Header(labels, labelFile, 1)[0];
        if (labelCount != size[0])
            throw new DatasetException($"'{Printable.Text(imageFile)}' has {size[0]} images, '{Printable.Text(labelFile)}' {labelCount} labels.");
        if (size[0] < 0)
            throw new DatasetException($"'{Printable.Text(imageFile)}' declares {size[0]} images.");
        if (size[1] is < 1 or > MaxSide || size[2] is < 1 or > MaxSide)
            throw new DatasetException($"'{Printable.Text(imageFile)}' declares images of {size[2]} x {size[1]} pixels; 1 to {MaxSide} are read.");

        var name = split ?? Path.GetFileName(imageFile);
        for (var i = 0; i < size[0]; i++)
        {
            var pixels = new PixelBuffer(size[2], size[1], 1);
            var label = 0;
            try
            {
                images.ReadExactly(pixels.Pixels);
                label = labels.ReadByte();
            }
            catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
            {
                throw new DatasetException($"'{Printable.Text(imageFile)}' is cut off at image {i} of {size[0]}.", error);
            }

            if (label < 0)
                throw new DatasetException($"'{Printable.Text(labelFile)}' is cut off at label {i} of {size[0]}.");

            yield return new RawSample($"{name}/{i:D5}", new SampleContent.Raw(pixels), label.ToString(), split) { IsLabelled = true };
        }

        CheckEnd(images, imageFile, size[0]);
        CheckEnd(labels, labelFile, size[0]);
    }

    /// <summary>What stands behind the declared count would go into the training unseen by the scan, or the other way round.</summary>
    private static void CheckEnd(Stream stream, string file, int count)
    {
        Span<byte> next = stackalloc byte[1];
        if (ReadAtMost(stream, next, file) > 0)
            throw new DatasetException($"'{Printable.Text(file)}' goes on behind the {count} items that it declares.");
    }

    private static int[] Header(Stream stream, string file, int dimensions)
    {
        var header = new byte[4 + (4 * dimensions)];
        var read = ReadAtMost(stream, header, file);
        if (read < header.Length || header[2] != 8 || header[3] != dimensions || header[0] != 0 || header[1] != 0)
            throw new DatasetException($"'{Printable.Text(file)}' is not an IDX file of unsigned bytes with {dimensions} dimension(s).");

        var sizes = new int[dimensions];
        for (var i = 0; i < dimensions; i++)
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + (4 * i)));

        return sizes;
    }

    private static int ReadAtMost(Stream stream, Span<byte> target, string file)
    {
        try
        {
            return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException($"'{Printable.Text(file)}' cannot be unpacked: its gzip data are damaged.", error);
        }
    }

    private static BufferedStream Open(string path)
    {
        var file = File.OpenRead(path);
        return new BufferedStream(DatasetFormats.IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file, 1 << 16);
    }

    private static string LabelFile(string imageFile)
    {
        var folder = Path.GetDirectoryName(imageFile) ?? "";
        var name = Path.GetFileName(imageFile).Replace("images", "labels").Replace("idx3", "idx1");
        var plain = Path.Combine(folder, name);
        foreach (var candidate in (string[])[plain, plain + ".gz", plain.EndsWith(".gz", StringComparison.Ordinal) ? plain[..^3] : plain])
        {
            if (candidate != imageFile && new FileInfo(candidate) is { Exists: true, Length: > 0 })
                return candidate;
        }

        throw new DatasetException($"The labels of '{Printable.Text(imageFile)}' are missing: '{Printable.Text(plain)}' is expected beside it.");
    }

    private static string? SplitOf(string file)
    {
        var name = Path.GetFileName(file);
        if (name.StartsWith("train", StringComparison.OrdinalIgnoreCase))
            return "train";

        return name.StartsWith("t10k", StringComparison.OrdinalIgnoreCase) || name.StartsWith("test", StringComparison.OrdinalIgnoreCase) ? "test" : null;
    }
}
