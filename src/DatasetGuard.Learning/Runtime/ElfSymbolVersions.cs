using System.Buffers.Binary;
using System.Text;

namespace DatasetGuard.Learning.Runtime;

/// <summary>Edits the versions that a 64-bit little-endian ELF library asks of the libraries it needs (section <c>.gnu.version_r</c>).</summary>
/// <remarks>Layout: Linux Standard Base 5.0, Core, "Symbol Versioning", figures 10-6 and 10-7.</remarks>
internal static class ElfSymbolVersions
{
    private const uint SectionTypeVersionNeeds = 0x6FFF_FFFE;
    private const ushort FlagWeak = 2;

    /// <summary>Bytes of an entry of the table.</summary>
    private const int EntrySize = 16;

    /// <summary>Marks the named version as weak: the loader then only warns where the system's library lacks it.</summary>
    /// <returns>The number of entries that were marked; 0 when the library does not ask for that version.</returns>
    /// <exception cref="InvalidDataException">Not such a library, or a damaged one.</exception>
    public static int MarkWeak(Span<byte> library, string version)
    {
        if (library.Length < 64 || !library[..6].SequenceEqual(new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1 }))
            throw new InvalidDataException("not a 64-bit little-endian ELF file");

        try
        {
            var marked = 0;
            var (table, entrySize, count) = ((int)Read64(library, 0x28), Read16(library, 0x3A), Read16(library, 0x3C));
            for (var i = 0; i < count; i++)
            {
                var header = table + (i * entrySize);
                if (Read32(library, header + 4) != SectionTypeVersionNeeds)
                    continue;

                var (start, needs) = ((int)Read64(library, header + 24), (int)Read32(library, header + 44));
                var names = (int)Read64(library, table + ((int)Read32(library, header + 40) * entrySize) + 24);
                marked += MarkWeakIn(library, start, needs, names, Encoding.ASCII.GetBytes(version));
            }

            return marked;
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new InvalidDataException("the section table points outside the file", error);
        }
    }

    private static int MarkWeakIn(Span<byte> library, int need, int needs, int names, ReadOnlySpan<byte> version)
    {
        var marked = 0;
        var left = library.Length / EntrySize;
        for (var i = 0; i < needs; i++)
        {
            var entry = need + (int)Read32(library, need + 8);
            for (var k = Read16(library, need + 2); k > 0; k--)
            {
                // Counts and offsets of a damaged file may lead in circles, but no file has more entries than fit into it.
                if (left-- == 0)
                    throw new InvalidDataException("the table of versions leads in a circle");

                var name = library[(names + (int)Read32(library, entry + 8))..];
                if (name[..name.IndexOf((byte)0)].SequenceEqual(version))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(library[(entry + 4)..], (ushort)(Read16(library, entry + 4) | FlagWeak));
                    marked++;
                }

                entry += (int)Read32(library, entry + 12);
            }

            var next = (int)Read32(library, need + 12);
            if (next == 0)
                break;

            need += next;
        }

        return marked;
    }

    private static ushort Read16(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt16LittleEndian(data[at..]);

    private static uint Read32(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);

    private static ulong Read64(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt64LittleEndian(data[at..]);
}
