using System.Text;

namespace DatasetGuard.Core.Datasets;

/// <summary>The records of CIFAR-10 and CIFAR-100 in their binary versions (A. Krizhevsky, cs.toronto.edu/~kriz/cifar.html), wherever they lie.</summary>
/// <remarks>A record is one label byte (CIFAR-100: two, coarse and fine; the fine one is the class) and 32 x 32 pixels, all red values, then green, then blue.</remarks>
internal static class CifarRecords
{
    public const int PixelBytes = 3 * Side * Side;

    /// <summary>So many records are looked at before a file is taken for one of these.</summary>
    public const int Looked = 100;

    /// <summary>Bytes of a list of class names.</summary>
    public const int MaxNames = 1 << 16;

    private const int Side = 32;

    /// <summary>As the published files are called.</summary>
    public static bool IsBatchName(string name) =>
        (name.StartsWith("data_batch", StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal)) || name is "test_batch.bin" or "train.bin" or "test.bin";

    /// <summary>The number of label bytes with which a file of this length may be whole records, smallest first.</summary>
    public static IEnumerable<int> LabelBytes(long length) => ((int[])[1, 2]).Where(labels => length > 0 && length % (labels + PixelBytes) == 0);

    /// <summary>The labels of the first records are classes.</summary>
    /// <param name="start">Whole records.</param>
    /// <param name="labelBytes">Label bytes of each.</param>
    public static bool HasLabels(ReadOnlySpan<byte> start, int labelBytes)
    {
        for (var at = 0; at < start.Length; at += labelBytes + PixelBytes)
        {
            if (labelBytes == 1 ? start[at] >= 10 : start[at] >= 20 || start[at + 1] >= 100)
                return false;
        }

        return true;
    }

    /// <summary>The file that names the classes, beside the batches.</summary>
    public static string NamesFile(int labelBytes) => labelBytes == 1 ? "batches.meta.txt" : "fine_label_names.txt";

    public static bool IsNamesFile(string name) => name == NamesFile(1) || name == NamesFile(2);

    /// <summary>One name a line; none where two are the same, since two classes of one name would become one.</summary>
    public static string[] Names(ReadOnlySpan<byte> text)
    {
        var names = Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : [];
    }

    /// <param name="file">Path of the file inside the dataset, without its extension.</param>
    /// <param name="index">Of the record in the file.</param>
    /// <param name="record">Label bytes and pixels.</param>
    /// <param name="names">Class names, where they are known.</param>
    public static RawSample Sample(string file, int index, ReadOnlySpan<byte> record, string[] names)
    {
        var label = record[^(PixelBytes + 1)];
        var pixels = PlanarPixels.ToInterleaved(record[^PixelBytes..], Side, Side);
        var split = file[(file.LastIndexOf('/') + 1)..].StartsWith("test", StringComparison.OrdinalIgnoreCase) ? "test" : "train";
        return new RawSample($"{file}/{index:D5}", new SampleContent.Raw(pixels), label < names.Length ? names[label] : label.ToString(), split) { IsLabelled = true };
    }
}
