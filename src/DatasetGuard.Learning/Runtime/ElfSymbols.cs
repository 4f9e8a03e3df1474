using System.Buffers.Binary;
using System.Text;

namespace DatasetGuard.Learning.Runtime;

/// <summary>Finds names in the full symbol table (section <c>.symtab</c>) of a 64-bit little-endian ELF library, those that it exports and those that it keeps to itself.</summary>
/// <remarks>Layout: Tool Interface Standard, Executable and Linking Format 1.2, book I, figures 1-8 and 1-15, with the widths of System V ABI, "ELF-64 Object File Format" 1.5, figures 3 and 6.</remarks>
internal static class ElfSymbols
{
    private const uint SectionTypeSymbols = 2;

    /// <summary>Bytes of an entry of the table.</summary>
    private const int EntrySize = 24;

    /// <summary>Where a symbol lies once the library is loaded, counted from its start in memory.</summary>
    /// <returns>Null when the library has no such symbol, or was stripped of its table.</returns>
    /// <exception cref="InvalidDataException">Not such a library, or a damaged one.</exception>
    public static long? Find(ReadOnlySpan<byte> library, string name)
    {
        if (library.Length < 64 || !library[..6].SequenceEqual(new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1 }))
            throw new InvalidDataException("not a 64-bit little-endian ELF file");

        try
        {
            var (table, entrySize, count) = (checked((int)Read64(library, 0x28)), Read16(library, 0x3A), Read16(library, 0x3C));
            for (var i = 0; i < count; i++)
            {
                var header = library[(table + (i * entrySize))..];
                if (Read32(header, 4) != SectionTypeSymbols)
                    continue;

                var names = Section(library, library[(table + ((int)Read32(header, 40) * entrySize))..]);
                if (FindIn(Section(library, header), names, Encoding.ASCII.GetBytes(name + '\0')) is { } address)
                    return address;
            }

            return null;
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("the section table points outside the file", error);
        }
    }

    private static long? FindIn(ReadOnlySpan<byte> symbols, ReadOnlySpan<byte> names, ReadOnlySpan<byte> name)
    {
        // A linker may let a name share the end of a longer one, so that it can start anywhere.
        for (var from = 0; names[from..].IndexOf(name) is >= 0 and var at; from += at + 1)
        {
            for (var entry = 0; entry + EntrySize <= symbols.Length; entry += EntrySize)
            {
                if (Read32(symbols, entry) == from + at)
                    return (long)Read64(symbols, entry + 8);
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> library, ReadOnlySpan<byte> header) => library.Slice(checked((int)Read64(header, 24)), checked((int)Read64(header, 32)));

    private static ushort Read16(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt16LittleEndian(data[at..]);

    private static uint Read32(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);

    private static ulong Read64(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt64LittleEndian(data[at..]);
}
