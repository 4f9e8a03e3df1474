using System.Buffers.Binary;

namespace DatasetGuard.Core.Datasets;

/// <summary>Single values of NPY data.</summary>
internal static class NpyValues
{
    /// <summary>A number of any type, as nearly as a double can hold it.</summary>
    /// <param name="header">Type and byte order.</param>
    /// <param name="bytes">The value's bytes, and only those.</param>
    public static double Number(NpyHeader header, ReadOnlySpan<byte> bytes)
    {
        if (header.Size == 1)
            return header.Kind == 'i' ? (sbyte)bytes[0] : bytes[0];

        if (!header.IsBigEndian)
            return LittleEndian(header, bytes);

        Span<byte> turned = stackalloc byte[header.Size];
        bytes.CopyTo(turned);
        turned.Reverse();
        return LittleEndian(header, turned);
    }

    private static double LittleEndian(NpyHeader header, ReadOnlySpan<byte> bytes) =>
        (header.Kind, header.Size) switch
        {
            ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            ('u', _) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        };

    /// <summary>A text value, without the zeros that fill it up.</summary>
    public static string Text(NpyHeader header, ReadOnlySpan<byte> bytes)
    {
        if (header.Kind == 'S')
            return System.Text.Encoding.UTF8.GetString(bytes.TrimEnd((byte)0));

        var encoding = new System.Text.UTF32Encoding(header.IsBigEndian, byteOrderMark: false);
        return encoding.GetString(bytes).TrimEnd('\0');
    }
}
