namespace DatasetGuard.Core.Datasets;

/// <summary>The binary versions of CIFAR-10 and CIFAR-100 (A. Krizhevsky, cs.toronto.edu/~kriz/cifar.html), one file or the folder of them.</summary>
/// <remarks>
/// A record is one label byte (CIFAR-100: two, coarse and fine; the fine one is the class) and 32 x 32 pixels, all red values, then green,
/// then blue. Class names come from <c>batches.meta.txt</c> or <c>fine_label_names.txt</c> beside the files. A name that begins with
/// <c>test</c> tells the split.
/// </remarks>
internal sealed class CifarReader(string path) : IDatasetReader
{
    private const int Side = 32;
    private const int PixelBytes = 3 * Side * Side;
    private const int MaxNames = 1 << 16;

    public string Format => "cifar";

    public int? Count => null;

    public int Ignored => 0;

    public string? ManifestPath => null;

    /// <summary>The files of a folder that are named like the published ones.</summary>
    public static List<string> BatchFiles(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.bin").Where(file => IsBatchName(Path.GetFileName(file))).ToList();
        files.Sort(string.CompareOrdinal);
        return files;
    }

    /// <summary>Label bytes in a record; null when the file is no whole number of records or its first labels are no classes.</summary>
    public static int? LabelBytes(string file)
    {
        using var stream = File.OpenRead(file);
        foreach (var labels in (int[])[1, 2])
        {
            if (stream.Length > 0 && stream.Length % (labels + PixelBytes) == 0 && HasLabels(stream, labels))
                return labels;
        }

        return null;
    }

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        foreach (var file in Directory.Exists(path) ? BatchFiles(path) : [path])
        {
            if (LabelBytes(file) is not { } labelBytes)
                throw new DatasetException($"'{Printable.Text(file)}' is no CIFAR file: it is not a whole number of records of {1 + PixelBytes} or {2 + PixelBytes} bytes, or was cut off.");

            foreach (var sample in ReadFile(file, labelBytes, ClassNames(file, labelBytes), cancellationToken))
                yield return sample;
        }
    }

    private static IEnumerable<RawSample> ReadFile(string file, int labelBytes, string[] names, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var record = new byte[labelBytes + PixelBytes];
        var name = Path.GetFileNameWithoutExtension(file);
        var split = name.StartsWith("test", StringComparison.OrdinalIgnoreCase) ? "test" : "train";
        for (var i = 0; stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) is > 0 and var read; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (read < record.Length)
                throw new DatasetException($"'{Printable.Text(file)}' is cut off at image {i}.");

            var label = record[labelBytes - 1];
            var pixels = PlanarPixels.ToInterleaved(record.AsSpan(labelBytes), Side, Side);
            yield return new RawSample($"{name}/{i:D5}", new SampleContent.Raw(pixels), label < names.Length ? names[label] : label.ToString(), split) { IsLabelled = true };
        }
    }

    private static bool HasLabels(FileStream stream, int labelBytes)
    {
        Span<byte> labels = stackalloc byte[labelBytes];
        for (var i = 0L; i < Math.Min(100, stream.Length / (labelBytes + PixelBytes)); i++)
        {
            stream.Position = i * (labelBytes + PixelBytes);
            stream.ReadExactly(labels);
            if (labelBytes == 1 ? labels[0] >= 10 : labels[0] >= 20 || labels[1] >= 100)
                return false;
        }

        return true;
    }

    private static string[] ClassNames(string file, int labelBytes)
    {
        var list = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, labelBytes == 1 ? "batches.meta.txt" : "fine_label_names.txt");
        if (!File.Exists(list) || new FileInfo(list).Length is 0 or > MaxNames)
            return [];

        var names = File.ReadAllLines(list).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();

        // Two classes of one name would become one.
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : [];
    }

    private static bool IsBatchName(string name) => name.StartsWith("data_batch", StringComparison.Ordinal) || name is "test_batch.bin" or "train.bin" or "test.bin";
}
