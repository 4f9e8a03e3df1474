using System.Buffers.Binary;

namespace DatasetGuard.Core.Imaging.Tiff;

/// <summary>The first directory of a TIFF file (TIFF 6.0, section 2): whole numbers by their tags.</summary>
/// <remarks>Only arrays that lie inside the file are read, so memory is in proportion to it.</remarks>
internal readonly ref struct TiffTags
{
    private const int EntryLength = 12;
    private const int HeaderLength = 8;

    private readonly ReadOnlySpan<byte> _file;
    private readonly ReadOnlySpan<byte> _entries;
    private readonly bool _isBigEndian;

    /// <param name="file">Begins with the signature.</param>
    /// <exception cref="InvalidDataException">The directory lies outside of the file.</exception>
    public TiffTags(ReadOnlySpan<byte> file)
    {
        _file = file;
        _isBigEndian = file[0] == 'M';
        if (file.Length < HeaderLength)
            throw new InvalidDataException("a TIFF file that ends inside its header");

        var start = Long(file[4..]);
        if (start > file.Length - sizeof(ushort))
            throw new InvalidDataException("a TIFF file whose header is damaged");

        var count = Short(file[(int)start..]);
        var length = count * EntryLength;
        if (length > file.Length - start - sizeof(ushort))
            throw new InvalidDataException("a TIFF file that ends inside its header");

        _entries = file.Slice((int)start + sizeof(ushort), length);
    }

    /// <summary>True for the signature of classic TIFF; files of more than 4 GiB have another.</summary>
    public static bool IsTiff(ReadOnlySpan<byte> start) => FileSignature.Name(start) == "TIFF";

    /// <summary>The first value of a tag, or what stands for it where it is not there.</summary>
    public long Value(int tag, long otherwise) => Values(tag) is [var first, ..] ? first : otherwise;

    /// <summary>All values of a tag; empty where it is not there or holds no whole numbers.</summary>
    /// <exception cref="InvalidDataException">They lie outside of the file.</exception>
    public uint[] Values(int tag)
    {
        for (var entry = _entries; !entry.IsEmpty; entry = entry[EntryLength..])
        {
            if (Short(entry) == tag)
                return Read(Short(entry[2..]), Long(entry[4..]), entry.Slice(8, 4));
        }

        return [];
    }

    private uint[] Read(int type, uint count, ReadOnlySpan<byte> field)
    {
        var size = type switch { 1 => 1, 3 => 2, 4 => 4, _ => 0 };
        var length = count * (long)size;
        if (length > field.Length)
        {
            var start = Long(field);
            if (start > _file.Length - length)
                throw new InvalidDataException("a TIFF file whose header leads out of the file");

            field = _file[(int)start..];
        }

        var values = new uint[size == 0 ? 0 : count];
        for (var i = 0; i < values.Length; i++)
            values[i] = size switch { 1 => field[i], 2 => (uint)Short(field[(2 * i)..]), _ => Long(field[(4 * i)..]) };

        return values;
    }

    private int Short(ReadOnlySpan<byte> bytes) => _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint Long(ReadOnlySpan<byte> bytes) => _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
