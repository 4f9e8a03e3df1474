namespace DatasetGuard.Core.Imaging;

/// <summary>Follows the segments of a JPEG file (ITU-T T.81, annex B) behind its first scan.</summary>
/// <remarks>
/// Where the compressed data are damaged, a decoder runs into a marker that is none, fills the rest with gray and reports success;
/// Skia does. Such a false marker nearly always names a segment that leads nowhere, and that shows without decoding.
/// </remarks>
internal static class JpegSegments
{
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const int LengthBytes = 2;

    /// <summary>False when a segment behind the first scan ends outside the file or is not followed by a marker.</summary>
    /// <remarks>A file that just ends behind a scan passes: decoders that got all of the picture accept that.</remarks>
    public static bool AreSound(ReadOnlySpan<byte> jpeg)
    {
        if (FirstScan(jpeg) is not { } position)
            return true;

        while (true)
        {
            position = EndOfScan(jpeg, position);
            while (TryMarker(jpeg, ref position, out var marker))
            {
                if (marker == EndOfImage)
                    return true;
                if (!TrySkip(jpeg, ref position))
                    return false;
                if (marker == StartOfScan)
                    break;
                if (position < jpeg.Length && jpeg[position] != 0xFF)
                    return false;
            }

            if (position >= jpeg.Length - 1)
                return true;
        }
    }

    /// <summary>The size in the frame header (T.81, B.2.2), if the segments lead to one; nothing about it is checked.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> jpeg, out int width, out int height)
    {
        (width, height) = (0, 0);
        var position = 2;
        while (TryMarker(jpeg, ref position, out var marker))
        {
            // Frame headers are C0 to CF but for the tables C4 (Huffman) and CC (arithmetic) and the extension C8.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (position + 7 > jpeg.Length)
                    return false;

                height = (jpeg[position + 3] << 8) | jpeg[position + 4];
                width = (jpeg[position + 5] << 8) | jpeg[position + 6];
                return true;
            }

            if (!TrySkip(jpeg, ref position))
                return false;
        }

        return false;
    }

    /// <summary>How many scans are in the file at most, each of which may make a decoder go over the whole picture.</summary>
    /// <remarks>Every scan begins with its marker. Compressed data cannot hold it; other segments, such as a thumbnail, can, and what they hold is counted too.</remarks>
    public static int MostScans(ReadOnlySpan<byte> jpeg) => jpeg.Count((ReadOnlySpan<byte>)[0xFF, StartOfScan]);

    /// <summary>True when the last bytes are not the end-of-image marker.</summary>
    public static bool LacksEnd(ReadOnlySpan<byte> jpeg) => !jpeg.TrimEnd((byte)0).EndsWith(new byte[] { 0xFF, EndOfImage });

    /// <summary>The segment at the position, one with a length; false where none is.</summary>
    public static bool TryNext(ReadOnlySpan<byte> jpeg, ref int position, out byte marker, out ReadOnlySpan<byte> data)
    {
        data = [];
        if (!TryMarker(jpeg, ref position, out marker))
            return false;

        var start = position + LengthBytes;
        if (!TrySkip(jpeg, ref position))
            return false;

        data = jpeg[start..position];
        return true;
    }

    /// <summary>Where the data of the first scan begin; null when the header does not lead there in order.</summary>
    private static int? FirstScan(ReadOnlySpan<byte> jpeg)
    {
        var position = 2;
        while (TryNext(jpeg, ref position, out var marker, out _))
        {
            if (marker == StartOfScan)
                return position;
        }

        return null;
    }

    /// <summary>Reads the marker at the position; fill bytes before it are allowed.</summary>
    private static bool TryMarker(ReadOnlySpan<byte> jpeg, ref int position, out byte marker)
    {
        marker = 0;
        if (position >= jpeg.Length || jpeg[position] != 0xFF)
            return false;

        while (position < jpeg.Length && jpeg[position] == 0xFF)
            position++;
        if (position == jpeg.Length)
            return false;

        marker = jpeg[position++];
        return true;
    }

    private static bool TrySkip(ReadOnlySpan<byte> jpeg, ref int position)
    {
        if (position + LengthBytes > jpeg.Length)
            return false;

        var length = (jpeg[position] << 8) | jpeg[position + 1];
        position += length;
        return length >= LengthBytes && position <= jpeg.Length;
    }

    /// <summary>The next marker that is neither a stuffed 0xFF nor a restart.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> jpeg, int position)
    {
        while (position < jpeg.Length - 1)
        {
            var next = jpeg[position..].IndexOf((byte)0xFF);
            if (next < 0 || position + next >= jpeg.Length - 1)
                break;

            position += next;
            if (jpeg[position + 1] is not (0 or 0xFF or (>= 0xD0 and <= 0xD7)))
                return position;

            position += jpeg[position + 1] == 0xFF ? 1 : 2;
        }

        return jpeg.Length;
    }
}
