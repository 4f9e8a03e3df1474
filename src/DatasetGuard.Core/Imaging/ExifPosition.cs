using System.Buffers.Binary;

namespace DatasetGuard.Core.Imaging;

/// <summary>Looks into EXIF data (TIFF structure, EXIF 2.3 section 4.6) for a latitude.</summary>
internal static class ExifPosition
{
    private const ushort GpsDirectory = 0x8825;
    private const ushort Latitude = 0x0002;
    private const int EntryLength = 12;

    /// <param name="tiff">From the byte order on.</param>
    public static bool IsIn(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
            return false;

        var isLittleEndian = tiff[0] == 'I';
        return TryFind(tiff, UInt32(tiff[4..], isLittleEndian), GpsDirectory, isLittleEndian, out var directory)
            && TryFind(tiff, directory, Latitude, isLittleEndian, out _);
    }

    /// <summary>Finds a tag in the directory at the offset and gives its value or offset.</summary>
    private static bool TryFind(ReadOnlySpan<byte> tiff, uint offset, ushort tag, bool isLittleEndian, out uint value)
    {
        value = 0;
        if (offset > tiff.Length - 2)
            return false;

        var entries = tiff[((int)offset + 2)..];
        for (int count = UInt16(tiff[(int)offset..], isLittleEndian); count > 0 && entries.Length >= EntryLength; count--)
        {
            if (UInt16(entries, isLittleEndian) == tag)
            {
                value = UInt32(entries[8..], isLittleEndian);
                return true;
            }

            entries = entries[EntryLength..];
        }

        return false;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
