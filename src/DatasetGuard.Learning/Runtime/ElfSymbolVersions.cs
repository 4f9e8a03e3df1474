using System.Buffers.Binary;
using System.Text;
using static DatasetGuard.Learning.Runtime.ElfFile;

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
        var file = new ElfFile(library);
        try
        {
            var marked = 0;
            for (var i = 0; i < file.Sections; i++)
            {
                var section = file[i];
                if (section.Type == SectionTypeVersionNeeds)
                    marked += MarkWeakIn(library, section.Start, section.Info, file[section.Link].Start, Encoding.ASCII.GetBytes(version));
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
}
