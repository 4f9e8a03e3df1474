using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace DatasetGuard.Core.Datasets.Parquet;

/// <summary>What the end of a Parquet file says of it (github.com/apache/parquet-format, "parquet.thrift").</summary>
internal sealed class ParquetFooter
{
    private const int MaxBytes = 1 << 26;
    private const int MagicLength = 4;
    private const int Optional = 1;
    private const int Repeated = 2;

    private ParquetFooter(IReadOnlyList<ParquetColumn> columns, IReadOnlyList<ParquetRowGroup> rowGroups, string? huggingFace)
    {
        Columns = columns;
        RowGroups = rowGroups;
        HuggingFace = huggingFace;
    }

    /// <summary>The columns that hold values; structures only hold columns.</summary>
    public IReadOnlyList<ParquetColumn> Columns { get; }

    public IReadOnlyList<ParquetRowGroup> RowGroups { get; }

    /// <summary>What the Hugging Face library says of the columns, as JSON.</summary>
    public string? HuggingFace { get; }

    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <exception cref="InvalidDataException">It is no Parquet file, is cut off, or contradicts itself.</exception>
    public static ParquetFooter Read(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var end = new byte[MagicLength + sizeof(int)];
        if (length < end.Length + MagicLength || RandomAccess.Read(file, end, length - end.Length) < end.Length || !end.AsSpan(sizeof(int)).SequenceEqual(Magic))
            throw new InvalidDataException("it does not end as a Parquet file does: it is cut off, encrypted or another kind of file");

        var size = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (size < 1 || size > MaxBytes || size > length - end.Length - MagicLength)
            throw new InvalidDataException($"it declares a footer of {size:N0} bytes; the limit is {MaxBytes:N0}");

        var bytes = new byte[size];
        if (RandomAccess.Read(file, bytes, length - end.Length - size) < size)
            throw new InvalidDataException("it became shorter while it was read");

        try
        {
            return Parse(ThriftStruct.Read(bytes, out _), length);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("its footer is damaged", error);
        }
    }

    private static ParquetFooter Parse(ThriftStruct footer, long length)
    {
        var columns = new List<ParquetColumn>();
        var elements = footer.Structs(2).ToArray();
        var next = 0;
        ReadColumns(elements, ref next, new Level("", 0, IsRepeated: false, Depth: 0), columns);
        if (next != elements.Length)
            throw new InvalidDataException("its schema is damaged");

        var left = length;
        var groups = new List<ParquetRowGroup>();
        foreach (var group in footer.Structs(4))
        {
            var chunks = group.Structs(1).Select(ParquetChunk.Parse).ToArray();
            if (chunks.Length != columns.Count)
                throw new InvalidDataException("a row group has not the columns of the schema");

            // Row groups that share their bytes would make a small file a large dataset.
            foreach (var chunk in chunks)
            {
                left -= chunk.Length;
                if (left < 0 || chunk.Start > length - chunk.Length)
                    throw new InvalidDataException("its columns overlap or lie outside of the file");
            }

            var rows = group.Required(3);
            groups.Add(rows >= 0 ? new ParquetRowGroup(rows, chunks) : throw new InvalidDataException($"a row group has {rows} rows"));
        }

        var notes = footer.Structs(5).FirstOrDefault(pair => pair.Text(1) == "huggingface")?.Text(2);
        return new ParquetFooter(columns, groups, notes);
    }

    /// <summary>The schema is a tree, written parents first with their numbers of children.</summary>
    private static void ReadColumns(ThriftStruct[] elements, ref int next, Level parent, List<ParquetColumn> columns)
    {
        const int maxDepth = 32;
        if (next == elements.Length || parent.Depth > maxDepth)
            throw new InvalidDataException("its schema is damaged");

        var element = elements[next++];
        var isRoot = next == 1;
        var repetition = isRoot ? 0 : element.Integer(3) ?? 0;
        var name = element.Text(4) ?? "";
        var level = new Level(
            isRoot ? "" : parent.Path.Length == 0 ? name : $"{parent.Path}.{name}",
            parent.Definition + (repetition is Optional or Repeated ? 1 : 0),
            parent.IsRepeated || repetition == Repeated,
            parent.Depth + 1);
        var children = element.Integer(5) ?? 0;
        if (children == 0 && !isRoot)
            columns.Add(new ParquetColumn(level.Path, (int)(element.Integer(1) ?? -1), level.Definition, level.IsRepeated));

        for (var i = 0L; i < children; i++)
            ReadColumns(elements, ref next, level, columns);
    }

    private readonly record struct Level(string Path, int Definition, bool IsRepeated, int Depth);
}

/// <param name="Path">Names from the root, with dots.</param>
/// <param name="Type">Physical type: 1 is INT32, 2 is INT64, 6 is BYTE_ARRAY.</param>
/// <param name="MaxDefinition">The level at which a value is there; below, it or a structure around it is null.</param>
/// <param name="IsRepeated">It, or a structure around it, may stand in a row many times.</param>
internal sealed record ParquetColumn(string Path, int Type, int MaxDefinition, bool IsRepeated)
{
    public const int Int32 = 1;
    public const int Int64 = 2;
    public const int ByteArray = 6;
}

/// <param name="Rows">Number of rows.</param>
/// <param name="Chunks">One a column.</param>
internal sealed record ParquetRowGroup(long Rows, IReadOnlyList<ParquetChunk> Chunks);

/// <summary>The values of one column in one row group.</summary>
/// <param name="Start">Place of the first page in the file.</param>
/// <param name="Length">Bytes of all pages with their headers.</param>
/// <param name="Codec">How pages are packed.</param>
internal sealed record ParquetChunk(long Start, long Length, int Codec)
{
    public static ParquetChunk Parse(ThriftStruct chunk)
    {
        var meta = chunk.Struct(3) ?? throw new InvalidDataException("a column lacks its description; encrypted files are not read");
        var start = meta.Required(9);

        // A dictionary stands before the data; some writers leave a 0 where there is none.
        if (meta.Integer(11) is > 0 and var dictionary && dictionary < start)
            start = dictionary;

        var length = meta.Required(7);
        return start >= 0 && length >= 0 ? new ParquetChunk(start, length, (int)meta.Required(4)) : throw new InvalidDataException("a column lies outside of the file");
    }
}
