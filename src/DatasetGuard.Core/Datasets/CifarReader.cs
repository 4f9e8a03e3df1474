namespace DatasetGuard.Core.Datasets;

/// <summary>The binary versions of CIFAR-10 and CIFAR-100, one file or the folder of them.</summary>
/// <remarks>Class names come from <c>batches.meta.txt</c> or <c>fine_label_names.txt</c> beside the files. A name that begins with <c>test</c> tells the split.</remarks>
internal sealed class CifarReader(string path) : IDatasetReader
{
    public string Format => "cifar";

    public int? Count => null;

    public int Ignored => 0;

    public string? ManifestPath => null;

    /// <summary>The files of a folder that are named like the published ones.</summary>
    public static List<string> BatchFiles(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.bin").Where(file => CifarRecords.IsBatchName(Path.GetFileName(file))).ToList();
        files.Sort(string.CompareOrdinal);
        return files;
    }

    /// <summary>Label bytes in a record; null when the file is no whole number of records or its first labels are no classes.</summary>
    public static int? LabelBytes(string file)
    {
        using var stream = File.OpenRead(file);
        foreach (var labels in CifarRecords.LabelBytes(stream.Length))
        {
            var start = new byte[Math.Min(stream.Length, CifarRecords.Looked * (labels + CifarRecords.PixelBytes))];
            stream.Position = 0;
            stream.ReadExactly(start);
            if (CifarRecords.HasLabels(start, labels))
                return labels;
        }

        return null;
    }

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        foreach (var file in Directory.Exists(path) ? BatchFiles(path) : [path])
        {
            if (LabelBytes(file) is not { } labelBytes)
                throw new DatasetException($"'{Printable.Text(file)}' is no CIFAR file: it is not a whole number of records of {1 + CifarRecords.PixelBytes} or {2 + CifarRecords.PixelBytes} bytes, or was cut off.");

            foreach (var sample in ReadFile(file, labelBytes, ClassNames(file, labelBytes), cancellationToken))
                yield return sample;
        }
    }

    private static IEnumerable<RawSample> ReadFile(string file, int labelBytes, string[] names, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var record = new byte[labelBytes + CifarRecords.PixelBytes];
        for (var i = 0; stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) is > 0 and var read; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (read < record.Length)
                throw new DatasetException($"'{Printable.Text(file)}' is cut off at image {i}.");

            yield return CifarRecords.Sample(Path.GetFileNameWithoutExtension(file), i, record, names);
        }
    }

    private static string[] ClassNames(string file, int labelBytes)
    {
        var list = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, CifarRecords.NamesFile(labelBytes));
        return File.Exists(list) && new FileInfo(list).Length is > 0 and <= CifarRecords.MaxNames ? CifarRecords.Names(File.ReadAllBytes(list)) : [];
    }
}
