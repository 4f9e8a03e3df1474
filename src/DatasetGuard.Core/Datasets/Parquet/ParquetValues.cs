using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace DatasetGuard.Core.Datasets.Parquet;

/// <summary>The values of a flat column in a row group, one after the other; one page is in memory at a time.</summary>
internal sealed class ParquetValues(SafeFileHandle file, ParquetColumn column, ParquetChunk chunk)
{
    private const int Plain = 0;
    private const int PlainDictionary = 2;
    private const int Dictionary = 8;
    private const int FirstHeaderRead = 1 << 12;
    private const int MaxHeader = 1 << 22;

    /// <summary>Writers end a dictionary at a megabyte or two.</summary>
    private const int MaxDictionary = 1 << 22;

    private readonly long _end = chunk.Start + chunk.Length;
    private long _position = chunk.Start;
    private int _left;
    private RunLengthDecoder? _levels;
    private RunLengthDecoder? _indices;
    private ReadOnlyMemory<byte> _values;
    private List<ReadOnlyMemory<byte>>? _dictionary;

    /// <summary>The bytes of the next value, 4 or 8 for a number; null for a null.</summary>
    /// <exception cref="InvalidDataException">The column is damaged, ends early, or is written in a way that is not read.</exception>
    public ReadOnlyMemory<byte>? Next()
    {
        while (_left == 0)
            BeginPage();

        _left--;
        if (_levels is not null && _levels.Next() < column.MaxDefinition)
            return null;
        if (_indices is null)
            return TakePlain(ref _values);

        var index = _indices.Next();
        return index >= 0 && index < _dictionary!.Count ? _dictionary[index] : throw new InvalidDataException("a value is not in its dictionary");
    }

    private void BeginPage()
    {
        var page = ReadPage();
        if (page.Kind == ParquetPage.PageKind.Index)
            return;

        if (page.Kind == ParquetPage.PageKind.Dictionary)
        {
            ReadDictionary(page);
            return;
        }

        _values = page.Bytes;
        _levels = null;
        if (column.MaxDefinition > 0)
            _levels = new RunLengthDecoder(page.Kind == ParquetPage.PageKind.DataV2 ? page.Levels : TakePlainBytes(ref _values), BitsFor(column.MaxDefinition));

        _indices = null;
        if (page.Encoding is PlainDictionary or Dictionary)
            BeginIndices();
        else if (page.Encoding != Plain)
            throw new InvalidDataException($"the column '{column.Path}' is written in encoding {page.Encoding}; plain and dictionary are read");

        _left = page.Values;
    }

    private void BeginIndices()
    {
        if (_dictionary is null)
            throw new InvalidDataException("a dictionary is missing");

        // A page of nulls alone has no width and no indices.
        var bitWidth = _values.IsEmpty ? 0 : _values.Span[0];
        _indices = new RunLengthDecoder(_values.IsEmpty ? _values : _values[1..], bitWidth);
    }

    private ParquetPage ReadPage()
    {
        if (_position >= _end)
            throw new InvalidDataException($"the column '{column.Path}' has fewer values than rows");

        var header = ReadHeader(out var headerLength);
        var length = ParquetPage.Size(header.Required(3));
        _position += headerLength;
        if (length > _end - _position)
            throw new InvalidDataException("a page goes on behind its column");

        var packed = GC.AllocateUninitializedArray<byte>(length);
        ReadFile(packed);
        _position += length;
        return ParquetPage.Read(header, packed, chunk.Codec);
    }

    /// <summary>How long a header is shows in reading it; statistics may make it long.</summary>
    private ThriftStruct ReadHeader(out int length)
    {
        for (var size = FirstHeaderRead; ; size *= 8)
        {
            var bytes = new byte[(int)Math.Min(size, _end - _position)];
            ReadFile(bytes);
            try
            {
                return ThriftStruct.Read(bytes, out length);
            }
            catch (EndOfStreamException error) when (size >= MaxHeader || bytes.Length < size)
            {
                throw new InvalidDataException("the header of a page is damaged", error);
            }
            catch (EndOfStreamException)
            {
                // Longer than what was read: read more.
            }
        }
    }

    private void ReadFile(Span<byte> target)
    {
        var position = _position;
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(file, target, position);
            if (read == 0)
                throw new InvalidDataException("the file became shorter while it was read");

            target = target[read..];
            position += read;
        }
    }

    private void ReadDictionary(ParquetPage page)
    {
        if (_dictionary is not null || page.Encoding is not (Plain or PlainDictionary))
            throw new InvalidDataException("a column has two dictionaries, or one in an unknown encoding");

        if (page.Values > MaxDictionary)
            throw new InvalidDataException($"a dictionary of {page.Values:N0} values; the limit is {MaxDictionary:N0}");

        var bytes = page.Bytes;
        _dictionary = [];
        for (var i = 0; i < page.Values; i++)
            _dictionary.Add(TakePlain(ref bytes));
    }

    private ReadOnlyMemory<byte> TakePlain(ref ReadOnlyMemory<byte> bytes) => column.Type switch
    {
        ParquetColumn.Int32 => Take(ref bytes, sizeof(int)),
        ParquetColumn.Int64 => Take(ref bytes, sizeof(long)),
        ParquetColumn.ByteArray => TakePlainBytes(ref bytes),
        _ => throw new InvalidDataException($"the column '{column.Path}' has values of type {column.Type}"),
    };

    private static ReadOnlyMemory<byte> TakePlainBytes(ref ReadOnlyMemory<byte> bytes)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, sizeof(int)).Span);
        return length <= int.MaxValue ? Take(ref bytes, (int)length) : throw new InvalidDataException("a value goes on behind its page");
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, int length)
    {
        if (length > bytes.Length)
            throw new InvalidDataException("a value goes on behind its page");

        var taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }

    private static int BitsFor(int maximum) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)maximum);
}
