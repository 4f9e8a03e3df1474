using System.Text;
using static DatasetGuard.Learning.Runtime.ElfFile;

namespace DatasetGuard.Learning.Runtime;

/// <summary>Finds names in the full symbol table (section <c>.symtab</c>) of a 64-bit little-endian ELF library, those that it exports and those that it keeps to itself.</summary>
/// <remarks>Layout: System V ABI, "ELF-64 Object File Format" 1.5, figure 6.</remarks>
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
        var file = new ElfFile(library);
        try
        {
            for (var i = 0; i < file.Sections; i++)
            {
                var section = file[i];
                if (section.Type == SectionTypeSymbols && FindIn(file.Content(section), file.Content(file[section.Link]), Encoding.ASCII.GetBytes(name + '\0')) is { } address)
                    return address;
            }

            return null;
        }
        catch (ArgumentOutOfRangeException error)
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
}
