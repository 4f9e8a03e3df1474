using System.Buffers.Binary;

namespace DatasetGuard.Core.Tests.Datasets;

/// <summary>Damages bytes in the ways that break parsers: single bits, telling numbers, cuts, repeats and swaps.</summary>
internal static class ByteMutations
{
    private static readonly long[] TellingNumbers = [0, 1, -1, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    public static byte[] Damage(byte[] bytes, Random random)
    {
        var result = bytes.ToArray();
        for (var i = random.Next(1, 6); i > 0 && result.Length > 0; i--)
            result = DamageOnce(result, random);

        return result;
    }

    private static byte[] DamageOnce(byte[] bytes, Random random)
    {
        // Headers stand at the start, directories at the end: half of the damage goes there.
        var at = random.Next(4) switch
        {
            0 => random.Next(Math.Min(bytes.Length, 128)),
            1 => bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 256)),
            _ => random.Next(bytes.Length),
        };
        var length = Math.Min(1 << random.Next(10), bytes.Length - at);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 or 3:
                WriteNumber(bytes.AsSpan(at), TellingNumbers[random.Next(TellingNumbers.Length)], random);
                break;
            case 4:
                return bytes[..at];
            case 5:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 6:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            default:
                bytes.AsSpan(at, length).CopyTo(bytes.AsSpan(random.Next(bytes.Length - length + 1)));
                break;
        }

        return bytes;
    }

    private static void WriteNumber(Span<byte> target, long number, Random random)
    {
        Span<byte> written = stackalloc byte[8];
        var length = Math.Min(target.Length, 1 << random.Next(4));
        BinaryPrimitives.WriteInt64LittleEndian(written, number);
        if (random.Next(2) == 0)
            written[..length].Reverse();

        written[..length].CopyTo(target);
    }
}
