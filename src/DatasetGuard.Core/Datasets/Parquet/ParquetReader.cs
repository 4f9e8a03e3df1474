using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using DatasetGuard.Core.Imaging;
using Microsoft.Win32.SafeHandles;

namespace DatasetGuard.Core.Datasets.Parquet;

/// <summary>Parquet files with images as the Hugging Face library writes them: a column of structures with <c>bytes</c> and <c>path</c>, and one of labels.</summary>
/// <remarks>
/// Class names come from what the library notes in the file; the split from the name of the file (<c>train-00000-of-00001.parquet</c>) or of
/// a folder. One page of each column is in memory at a time. A reader of its own, since a hostile file must not choose how much memory is taken.
/// </remarks>
internal sealed class ParquetReader(string path, DecodeLimits limits) : IDatasetReader
{
    private const int MaxLabel = 1 << 12;

    public string Format => "parquet";

    public int? Count => null;

    public int Ignored => 0;

    public string? ManifestPath => null;

    /// <summary>The Parquet files of a folder and of the folders in it.</summary>
    public static List<string> Files(string folder) => FilesBelow.Of(folder, path => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase));

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        var isFolder = Directory.Exists(path);
        foreach (var file in isFolder ? Files(path) : [path])
        {
            var name = Path.ChangeExtension(isFolder ? Path.GetRelativePath(path, file) : Path.GetFileName(file), null).Replace('\\', '/');
            foreach (var sample in ReadFile(file, name, cancellationToken))
                yield return sample;
        }
    }

    private IEnumerable<RawSample> ReadFile(string file, string name, CancellationToken cancellationToken)
    {
        using var handle = RegularFile.Open(file);
        var footer = Guarded(file, name, 0, () => ParquetFooter.Read(handle));
        var columns = Guarded(file, name, 0, () => ParquetImageColumns.Find(footer));
        var split = SplitOf(name);
        var row = 0L;
        foreach (var group in footer.RowGroups)
        {
            var images = Open(handle, footer, group, columns.Image)!;
            var labels = Open(handle, footer, group, columns.Label);
            for (var i = 0L; i < group.Rows; i++, row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var image = Guarded(file, name, row, images.Next);
                var label = labels is null ? null : Guarded(file, name, row, () => Label(labels, columns));
                yield return new RawSample($"{name}/{row:D5}", Content(image), label, split) { IsLabelled = true };
            }
        }
    }

    private SampleContent Content(ReadOnlyMemory<byte>? image) => image switch
    {
        null => Fault(DecodeFaultKind.Unreadable, "the row has no bytes; images outside of the file are not fetched"),
        { Length: 0 } => Fault(DecodeFaultKind.Empty, "the file has no bytes"),
        { Length: var length } when length > limits.MaxBytes => Fault(DecodeFaultKind.OverLimit, $"{length:N0} bytes, the limit is {limits.MaxBytes:N0}"),
        { } bytes => new SampleContent.InMemory(bytes),
    };

    private static string? Label(ParquetValues labels, ParquetImageColumns columns)
    {
        if (labels.Next() is not { Length: > 0 } value)
            return null;

        if (columns.Label!.Type == ParquetColumn.ByteArray)
            return value.Length <= MaxLabel ? Encoding.UTF8.GetString(value.Span) : throw new InvalidDataException($"a label has {value.Length:N0} bytes");

        var number = value.Length == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(value.Span) : BinaryPrimitives.ReadInt64LittleEndian(value.Span);

        // -1 stands for a label that is kept back, as in the test sets of competitions.
        return number switch
        {
            -1 => null,
            >= 0 when number < columns.ClassNames.Count => columns.ClassNames[(int)number],
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static ParquetValues? Open(SafeFileHandle file, ParquetFooter footer, ParquetRowGroup group, ParquetColumn? column)
    {
        for (var i = 0; i < footer.Columns.Count; i++)
        {
            if (ReferenceEquals(footer.Columns[i], column))
                return new ParquetValues(file, column, group.Chunks[i]);
        }

        return null;
    }

    private static string? SplitOf(string name) =>
        name.Split('/').Reverse().Select(part => PathLayout.SplitOf(part.Split('-', '.')[0])).FirstOrDefault(split => split is not null);

    private static T Guarded<T>(string file, string name, long row, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new DatasetException($"The Parquet file '{Printable.Text(file)}' cannot be read{(row > 0 ? $" from row {row:N0} on" : "")}: {Printable.Text(error.Message)}.", error);
        }
    }

    private static SampleContent.Faulty Fault(DecodeFaultKind kind, string detail) => new(new DecodeFault(kind, detail));
}
