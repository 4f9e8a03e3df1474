using System.Buffers.Binary;

namespace DatasetGuard.Core.Datasets.Parquet;

/// <summary>A structure in Thrift's compact protocol (github.com/apache/thrift, "thrift-compact-protocol"): fields by their numbers.</summary>
/// <remarks>Memory is in proportion to the bytes read: a list may not declare more elements than bytes are left.</remarks>
internal sealed class ThriftStruct
{
    private const int MaxDepth = 16;

    private readonly Dictionary<int, object> _fields = [];

    private ThriftStruct()
    {
    }

    /// <param name="bytes">Begins with the structure; may go on behind it.</param>
    /// <param name="length">Bytes of the structure.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="EndOfStreamException">The bytes end inside of it.</exception>
    public static ThriftStruct Read(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        return ReadStruct(bytes, ref length, 0);
    }

    public long? Integer(int field) => _fields.GetValueOrDefault(field) as long?;

    /// <exception cref="InvalidDataException">The field is not there.</exception>
    public long Required(int field) => Integer(field) ?? throw new InvalidDataException($"the number {field} of a structure is missing");

    public byte[]? Bytes(int field) => _fields.GetValueOrDefault(field) as byte[];

    public string? Text(int field) => Bytes(field) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    public ThriftStruct? Struct(int field) => _fields.GetValueOrDefault(field) as ThriftStruct;

    public IEnumerable<ThriftStruct> Structs(int field) => List(field).OfType<ThriftStruct>();

    public IEnumerable<string> Texts(int field) => List(field).OfType<byte[]>().Select(System.Text.Encoding.UTF8.GetString);

    private List<object> List(int field) => _fields.GetValueOrDefault(field) as List<object> ?? [];

    private static ThriftStruct ReadStruct(ReadOnlySpan<byte> bytes, ref int at, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException("structures are nested too deeply");

        var result = new ThriftStruct();
        var field = 0;
        while (Byte(bytes, ref at) is not 0 and var header)
        {
            // The short form holds the distance to the field before, the long one the number itself.
            field = header >> 4 == 0 ? (short)ZigZag(Varint(bytes, ref at)) : field + (header >> 4);
            result._fields[field] = (header & 15) switch
            {
                1 => 1L,
                2 => 0L,
                var type => ReadValue(type, bytes, ref at, depth),
            };
        }

        return result;
    }

    private static object ReadValue(int type, ReadOnlySpan<byte> bytes, ref int at, int depth)
    {
        switch (type)
        {
            case 1 or 2 or 3:
                return (long)(sbyte)Byte(bytes, ref at);
            case 4 or 5 or 6:
                return ZigZag(Varint(bytes, ref at));
            case 7:
                return BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(Take(bytes, ref at, 8)));
            case 8:
                return Take(bytes, ref at, Varint(bytes, ref at)).ToArray();
            case 9 or 10:
                return ReadList(bytes, ref at, depth);
            case 12:
                return ReadStruct(bytes, ref at, depth + 1);
            default:
                throw new InvalidDataException($"a field has the type {type}");
        }
    }

    private static List<object> ReadList(ReadOnlySpan<byte> bytes, ref int at, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException("structures are nested too deeply");

        var header = Byte(bytes, ref at);
        var count = header >> 4 == 15 ? Varint(bytes, ref at) : (ulong)(header >> 4);
        if (count > (ulong)(bytes.Length - at))
            throw new EndOfStreamException();

        var list = new List<object>((int)count);
        for (var i = 0; i < (int)count; i++)
            list.Add(ReadValue(header & 15, bytes, ref at, depth + 1));

        return list;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte(bytes, ref at);
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }

        throw new InvalidDataException("a number is too long");
    }

    private static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static byte Byte(ReadOnlySpan<byte> bytes, ref int at) => at < bytes.Length ? bytes[at++] : throw new EndOfStreamException();

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, ref int at, ulong count)
    {
        if (count > (ulong)(bytes.Length - at))
            throw new EndOfStreamException();

        at += (int)count;
        return bytes.Slice(at - (int)count, (int)count);
    }
}
