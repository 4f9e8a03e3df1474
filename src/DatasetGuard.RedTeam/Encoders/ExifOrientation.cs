using System.Buffers.Binary;

namespace DatasetGuard.RedTeam.Encoders;

/// <summary>The tag of EXIF data that says how a picture is to be turned (EXIF 2.3, section 4.6.4).</summary>
internal static class ExifOrientation
{
    private const ushort Tag = 0x0112;
    private const int EntryLength = 12;

    private static ReadOnlySpan<byte> Name => "Exif\0\0"u8;

    /// <summary>The data with the orientation "upright" where they have one: whoever saves a turned picture must say so.</summary>
    /// <param name="data">Of the segment, from its name on; anything else comes back as it is.</param>
    public static byte[] Reset(ReadOnlySpan<byte> data)
    {
        var copy = data.ToArray();
        if (!data.StartsWith(Name) || data.Length < Name.Length + 8)
            return copy;

        var tiff = copy.AsSpan(Name.Length);
        var isLittleEndian = tiff[0] == 'I';
        var directory = isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
            return copy;

        var count = UInt16(tiff[(int)directory..], isLittleEndian);
        for (var entry = tiff[((int)directory + 2)..]; count > 0 && entry.Length >= EntryLength; count--, entry = entry[EntryLength..])
        {
            if (UInt16(entry, isLittleEndian) != Tag)
                continue;
            if (isLittleEndian)
                BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], 1);
            else
                BinaryPrimitives.WriteUInt16BigEndian(entry[8..], 1);
        }

        return copy;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
