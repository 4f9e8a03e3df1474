using System.Buffers.Binary;

namespace DatasetGuard.Learning.Runtime;

/// <summary>The sections of a 64-bit little-endian ELF library. Reading what points outside the file throws <see cref="ArgumentOutOfRangeException"/>.</summary>
/// <remarks>Layout: System V ABI, "ELF-64 Object File Format" 1.5, figures 2 and 3.</remarks>
internal readonly ref struct ElfFile
{
    private const int HeaderSize = 64;
    private static readonly byte[] Start = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    private readonly ReadOnlySpan<byte> _bytes;

    /// <exception cref="InvalidDataException">Not such a library.</exception>
    public ElfFile(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize || !bytes.StartsWith(Start))
            throw new InvalidDataException("not a 64-bit little-endian ELF file");

        _bytes = bytes;
    }

    public int Sections => Read16(_bytes, 0x3C);

    public ElfSection this[int index]
    {
        get
        {
            var header = _bytes[((int)Read64(_bytes, 0x28) + (index * Read16(_bytes, 0x3A)))..];
            return new ElfSection(Read32(header, 4), (int)Read64(header, 24), (int)Read64(header, 32), (int)Read32(header, 40), (int)Read32(header, 44));
        }
    }

    public ReadOnlySpan<byte> Content(ElfSection section) => _bytes.Slice(section.Start, section.Length);

    public static ushort Read16(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt16LittleEndian(data[at..]);

    public static uint Read32(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);

    public static ulong Read64(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt64LittleEndian(data[at..]);
}
