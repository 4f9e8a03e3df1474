using System.IO.Compression;

namespace DatasetGuard.Core.Datasets.Parquet;

/// <summary>One page of a column: its header and its bytes, unpacked.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Values">Number of values, nulls among them.</param>
/// <param name="Encoding">How the values are written.</param>
/// <param name="Levels">Definition levels, without the length before them; empty where the page has them in <paramref name="Bytes"/>.</param>
/// <param name="Bytes">The values; in a page of the first version the definition levels stand before them.</param>
internal sealed record ParquetPage(ParquetPage.PageKind Kind, int Values, int Encoding, ReadOnlyMemory<byte> Levels, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Some writers put a thousand images into one page, which has to be held whole. 512 MiB.</summary>
    public const int MaxBytes = 1 << 29;

    private const int Snappy = 1;

    /// <summary>Three bytes of Snappy data stand for 64 at most.</summary>
    private const int MaxSnappyRatio = 22;

    public enum PageKind
    {
        Data = 0,
        Index = 1,
        Dictionary = 2,
        DataV2 = 3,
    }

    /// <param name="header">The header.</param>
    /// <param name="packed">All bytes behind the header.</param>
    /// <param name="codec">How they are packed.</param>
    /// <exception cref="InvalidDataException">The page is damaged or of a kind that is not read.</exception>
    public static ParquetPage Read(ThriftStruct header, ReadOnlyMemory<byte> packed, int codec)
    {
        var kind = (PageKind)header.Required(1);
        var size = Size(header.Required(2));
        switch (kind)
        {
            case PageKind.Index:
                return new ParquetPage(kind, 0, 0, default, default);
            case PageKind.Data or PageKind.Dictionary:
                var description = header.Struct(kind == PageKind.Data ? 5 : 7) ?? throw new InvalidDataException("a page lacks its description");
                return new ParquetPage(kind, Size(description.Required(1)), (int)description.Required(2), default, Unpack(packed, size, codec));
            case PageKind.DataV2:
                return ReadV2(header.Struct(8) ?? throw new InvalidDataException("a page lacks its description"), packed, size, codec);
            default:
                throw new InvalidDataException($"a page has the type {(int)kind}");
        }
    }

    /// <summary>Sizes are checked before memory is taken.</summary>
    public static int Size(long size) => size is >= 0 and <= MaxBytes
        ? (int)size
        : throw new InvalidDataException($"a page declares {size:N0} bytes or values; the limit is {MaxBytes:N0}. Write the file with smaller row groups");

    private static ParquetPage ReadV2(ThriftStruct description, ReadOnlyMemory<byte> packed, int size, int codec)
    {
        // Levels stand before the values and are never packed.
        var (definition, repetition) = (description.Integer(5) ?? 0, description.Integer(6) ?? 0);
        if (definition < 0 || repetition != 0 || definition > Math.Min(packed.Length, size))
            throw new InvalidDataException("a page declares levels that it has not");

        var isPacked = (description.Integer(7) ?? 1) != 0;
        var values = Unpack(packed[(int)definition..], size - (int)definition, isPacked ? codec : 0);
        return new ParquetPage(PageKind.DataV2, Size(description.Required(1)), (int)description.Required(4), packed[..(int)definition], values);
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed, int size, int codec)
    {
        if (codec == 0)
            return packed.Length == size ? packed : throw new InvalidDataException("a page has not the bytes that it declares");
        if (codec == Snappy && size > MaxSnappyRatio * (long)packed.Length)
            throw new InvalidDataException("a page declares more bytes than its data can hold");

        var bytes = GC.AllocateUninitializedArray<byte>(size);
        switch (codec)
        {
            case Snappy:
                SnappyBlock.Unpack(packed.Span, bytes);
                break;
            case 2:
                Unpack(new GZipStream(Reader(packed), CompressionMode.Decompress), bytes);
                break;
            case 4:
                Unpack(new BrotliStream(Reader(packed), CompressionMode.Decompress), bytes);
                break;
            default:
                throw new InvalidDataException($"its pages are packed with {NameOf(codec)}; Snappy, gzip, Brotli and none are read");
        }

        return bytes;
    }

    private static void Unpack(Stream stream, byte[] bytes)
    {
        using (stream)
        {
            try
            {
                stream.ReadExactly(bytes);
                if (stream.ReadByte() >= 0)
                    throw new InvalidDataException("a page has more bytes than it declares");
            }
            catch (InvalidOperationException error)
            {
                // What the framework's Brotli throws where gzip throws the exception for data.
                throw new InvalidDataException("packed data are damaged", error);
            }
        }
    }

    private static MemoryStream Reader(ReadOnlyMemory<byte> bytes) => new(bytes.ToArray());

    private static string NameOf(int codec) => codec switch
    {
        3 => "LZO",
        5 or 7 => "LZ4",
        6 => "Zstandard",
        _ => $"codec {codec}",
    };
}
