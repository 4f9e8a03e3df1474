namespace DatasetGuard.Core.Imaging;

/// <summary>Binary PGM (P5) and PPM (P6), the formats of GTSRB and many research sets, which Skia does not read.</summary>
internal static class PortableAnymap
{
    internal readonly record struct Header(int Width, int Height, int Channels, int MaxValue, int DataOffset)
    {
        public int BytesPerValue => MaxValue > 255 ? 2 : 1;
    }

    public static bool IsPortableAnymap(ReadOnlySpan<byte> start) =>
        start.Length > 2 && start[0] == 'P' && start[1] is (byte)'5' or (byte)'6' && (IsSpace(start[2]) || start[2] == '#');

    public static DecodeFault? ReadHeader(ReadOnlySpan<byte> encoded, out Header header)
    {
        header = default;
        var position = 2;
        if (!TryReadNumber(encoded, ref position, out var width)
            || !TryReadNumber(encoded, ref position, out var height)
            || !TryReadNumber(encoded, ref position, out var maxValue)
            || position >= encoded.Length)
        {
            return new DecodeFault(DecodeFaultKind.Corrupt, "a PNM file whose header is damaged");
        }

        if (width < 1 || height < 1 || maxValue is < 1 or > 65535)
            return new DecodeFault(DecodeFaultKind.Corrupt, $"declares {width} x {height} pixels with values up to {maxValue}");

        header = new Header(width, height, encoded[1] == '5' ? 1 : 3, maxValue, position + 1);
        return null;
    }

    public static bool HasAllData(ReadOnlySpan<byte> encoded, Header header) =>
        encoded.Length - header.DataOffset >= (long)header.Width * header.Height * header.Channels * header.BytesPerValue;

    /// <summary>Scales the values to 0 to 255; the caller knows that all data are there.</summary>
    public static void ReadPixels(ReadOnlySpan<byte> encoded, Header header, Span<byte> target)
    {
        var data = encoded[header.DataOffset..];
        for (var i = 0; i < target.Length; i++)
        {
            var value = header.BytesPerValue == 1 ? data[i] : (data[2 * i] << 8) | data[(2 * i) + 1];
            target[i] = (byte)((Math.Min(value, header.MaxValue) * 255 + (header.MaxValue / 2)) / header.MaxValue);
        }
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> encoded, ref int position, out int value)
    {
        value = 0;
        while (position < encoded.Length && (IsSpace(encoded[position]) || encoded[position] == '#'))
        {
            if (encoded[position] == '#')
            {
                while (position < encoded.Length && encoded[position] != '\n')
                    position++;
            }
            else
            {
                position++;
            }
        }

        var start = position;
        // Nine digits hold any size below the pixel limit and cannot overflow.
        while (position < encoded.Length && position - start < 9 && char.IsAsciiDigit((char)encoded[position]))
            value = (value * 10) + (encoded[position++] - '0');

        return position > start && (position == encoded.Length || IsSpace(encoded[position]) || encoded[position] == '#');
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
