using System.IO.Compression;

namespace DatasetGuard.Core.Imaging.Tiff;

/// <summary>Unpacks the pieces of a TIFF file (TIFF 6.0, sections 9 and 13; Adobe Photoshop TIFF Technical Notes for Deflate).</summary>
internal static class TiffPacking
{
    private const int ClearCode = 256;
    private const int EndCode = 257;
    private const int MaxCodes = 1 << 12;

    /// <summary>Fills the target and returns how many bytes there were, at most its length.</summary>
    /// <exception cref="InvalidDataException">The packed data are damaged.</exception>
    public static int Unpack(int compression, ReadOnlySpan<byte> packed, Span<byte> target) => compression switch
    {
        TiffLayout.Lzw => UnpackLzw(packed, target),
        TiffLayout.PackBits => UnpackBits(packed, target),
        TiffLayout.Deflate or TiffLayout.OldDeflate => Inflate(packed, target),
        _ => Copy(packed, target),
    };

    private static int Copy(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var length = Math.Min(packed.Length, target.Length);
        packed[..length].CopyTo(target);
        return length;
    }

    private static int Inflate(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        using var stream = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
    }

    private static int UnpackBits(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var to = 0;
        for (var at = 0; at < packed.Length && to < target.Length;)
        {
            var control = (sbyte)packed[at++];
            if (control >= 0)
            {
                var length = Math.Min(control + 1, Math.Min(packed.Length - at, target.Length - to));
                packed.Slice(at, length).CopyTo(target[to..]);
                (at, to) = (at + length, to + length);
            }
            else if (control != sbyte.MinValue && at < packed.Length)
            {
                var length = Math.Min(1 - control, target.Length - to);
                target.Slice(to, length).Fill(packed[at++]);
                to += length;
            }
        }

        return to;
    }

    /// <summary>Codes of 9 to 12 bits, highest bit first; a string is where it was last written and its length.</summary>
    private static int UnpackLzw(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var strings = new (int Start, int Length)[MaxCodes];
        var (next, width, bit, to) = (EndCode + 1, 9, 0L, 0);
        var previous = default((int Start, int Length));
        while (to < target.Length && bit + width <= packed.Length * 8L)
        {
            var code = Code(packed, bit, width);
            bit += width;
            if (code == EndCode)
                break;
            if (code == ClearCode)
            {
                (next, width, previous) = (EndCode + 1, 9, default);
                continue;
            }

            if (code > EndCode && (previous.Length == 0 || code > next))
                throw new InvalidDataException("the compressed data are damaged");

            // The code that is about to be defined is the string before, and its first byte again.
            (int Start, int Length) text = code < ClearCode ? (to, 1) : code < next ? strings[code] : (previous.Start, previous.Length + 1);
            var start = to;
            to += Write(code, text, target, to);
            if (previous.Length > 0 && next < MaxCodes)
                strings[next++] = (previous.Start, previous.Length + 1);

            previous = (start, text.Length);

            // Codes become longer one entry early.
            width = next + 1 >= 1 << 11 ? 12 : next + 1 >= 1 << 10 ? 11 : next + 1 >= 1 << 9 ? 10 : 9;
        }

        return to;
    }

    private static int Write(int code, (int Start, int Length) text, Span<byte> target, int to)
    {
        if (code < ClearCode)
        {
            target[to] = (byte)code;
            return 1;
        }

        // Source and target may overlap by one byte.
        var length = Math.Min(text.Length, target.Length - to);
        for (var i = 0; i < length; i++)
            target[to + i] = target[text.Start + i];

        return length;
    }

    private static int Code(ReadOnlySpan<byte> packed, long bit, int width)
    {
        var at = (int)(bit >> 3);
        var window = (packed[at] << 16) | (at + 1 < packed.Length ? packed[at + 1] << 8 : 0) | (at + 2 < packed.Length ? packed[at + 2] : 0);
        return (window >> (24 - width - (int)(bit & 7))) & ((1 << width) - 1);
    }
}
