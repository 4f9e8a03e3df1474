namespace DatasetGuard.Core.Imaging.Tiff;

/// <summary>Decodes the first picture of a TIFF file: 8-bit gray, RGB or palette, in strips or tiles; alpha is dropped.</summary>
internal static class TiffDecoder
{
    /// <summary>Writes the picture as one channel (gray) or three.</summary>
    /// <returns>Null when the whole picture was decoded.</returns>
    /// <exception cref="InvalidDataException">The packed data are damaged.</exception>
    public static DecodeFault? Decode(ReadOnlySpan<byte> file, TiffLayout layout, PixelBuffer target)
    {
        var piece = new byte[layout.PieceWidth * layout.PieceHeight * layout.PieceSamples];
        var planes = layout.IsPlanar ? layout.Samples : 1;
        for (var plane = 0; plane < planes; plane++)
        {
            // Planes behind blue are alpha and the like.
            if (plane >= target.Channels && layout.Photometric != TiffPhotometric.Palette)
                break;

            for (var i = 0; i < layout.Across * layout.Down; i++)
            {
                var (left, top) = (i % layout.Across * layout.PieceWidth, i / layout.Across * layout.PieceHeight);
                if (!TryUnpack(file, layout, layout.Pieces[(plane * layout.Across * layout.Down) + i], piece, Rows(layout, top)))
                    return new DecodeFault(DecodeFaultKind.Truncated, "the data ends before the picture does");

                Place(piece, layout, (left, top, plane), target);
            }
        }

        return null;
    }

    /// <summary>Tiles are whole; the last strip ends with the picture.</summary>
    private static int Rows(TiffLayout layout, int top) => Math.Min(layout.PieceHeight, layout.Height - top);

    private static bool TryUnpack(ReadOnlySpan<byte> file, TiffLayout layout, (uint Offset, uint Length) place, byte[] piece, int rows)
    {
        if (place.Offset > file.Length || place.Length > file.Length - place.Offset)
            return false;

        var rowLength = layout.PieceWidth * layout.PieceSamples;
        var needed = piece.AsSpan(0, rows * rowLength);
        if (TiffPacking.Unpack(layout.Compression, file.Slice((int)place.Offset, (int)place.Length), needed) < needed.Length)
            return false;

        for (var y = 0; layout.HasPredictor && y < rows; y++)
            AddUp(needed.Slice(y * rowLength, rowLength), layout.PieceSamples);

        return true;
    }

    private static void AddUp(Span<byte> row, int samples)
    {
        for (var i = samples; i < row.Length; i++)
            row[i] += row[i - samples];
    }

    private static void Place(byte[] piece, TiffLayout layout, (int Left, int Top, int Plane) at, PixelBuffer target)
    {
        var width = Math.Min(layout.PieceWidth, layout.Width - at.Left);
        for (var y = 0; y < Rows(layout, at.Top); y++)
        {
            var from = piece.AsSpan(y * layout.PieceWidth * layout.PieceSamples);
            var to = target.Pixels.Slice((((at.Top + y) * layout.Width) + at.Left) * target.Channels, width * target.Channels);
            for (var x = 0; x < width; x++)
                PlacePixel(from.Slice(x * layout.PieceSamples, layout.PieceSamples), layout, at.Plane, to.Slice(x * target.Channels, target.Channels));
        }
    }

    private static void PlacePixel(ReadOnlySpan<byte> values, TiffLayout layout, int plane, Span<byte> pixel)
    {
        switch (layout.Photometric)
        {
            case TiffPhotometric.Palette:
                // Entries have 16 bits, of which the higher eight are the colour.
                for (var channel = 0; channel < 3 && plane == 0; channel++)
                    pixel[channel] = (byte)(layout.Palette[(256 * channel) + values[0]] >> 8);
                break;
            case TiffPhotometric.Rgb when layout.IsPlanar:
                pixel[plane] = values[0];
                break;
            case TiffPhotometric.Rgb:
                values[..3].CopyTo(pixel);
                break;
            case TiffPhotometric.WhiteIsZero:
                pixel[0] = (byte)(255 - values[0]);
                break;
            default:
                pixel[0] = values[0];
                break;
        }
    }
}
