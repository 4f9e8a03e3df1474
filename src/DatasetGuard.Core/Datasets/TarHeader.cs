using System.Buffers.Binary;
using System.Text;

namespace DatasetGuard.Core.Datasets;

/// <summary>The fields of a tar header, a block of 512 bytes.</summary>
internal static class TarHeader
{
    private const int Checksum = 148;
    private const int ChecksumLength = 8;

    /// <summary>True when the checksum is that of the bytes, taken as unsigned or, by old programs, as signed.</summary>
    public static bool HasChecksum(ReadOnlySpan<byte> header)
    {
        var (unsigned, signed) = (ChecksumLength * ' ', ChecksumLength * ' ');
        for (var i = 0; i < header.Length; i++)
        {
            if (i is >= Checksum and < Checksum + ChecksumLength)
                continue;

            unsigned += header[i];
            signed += (sbyte)header[i];
        }

        var field = header.Slice(Checksum, ChecksumLength).Trim(" \0"u8);
        return !field.IsEmpty && TryOctal(field, out var stated) && (stated == unsigned || stated == signed);
    }

    /// <summary>The name, with the prefix that only ustar has there.</summary>
    public static string Name(ReadOnlySpan<byte> header)
    {
        var name = Text(header[..100]);
        var prefix = header.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(header.Slice(345, 155)) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    /// <summary>Octal digits, or binary with the highest bit set for sizes from 8 GiB on.</summary>
    /// <exception cref="InvalidDataException">Not a number from 0 on.</exception>
    public static long Number(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80 && !field[1..^8].ContainsAnyExcept((byte)0) && BinaryPrimitives.ReadInt64BigEndian(field[^8..]) is >= 0 and var large)
            return large;

        return TryOctal(field.Trim(" \0"u8), out var value) ? value : throw new InvalidDataException("a member's header has no readable size");
    }

    private static bool TryOctal(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return false;

            value = (value << 3) | (uint)(digit - '0');
        }

        return true;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
