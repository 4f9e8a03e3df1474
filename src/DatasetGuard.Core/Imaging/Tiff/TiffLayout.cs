namespace DatasetGuard.Core.Imaging.Tiff;

/// <summary>What the tags of a TIFF file say of its picture, checked: strips or tiles of 8-bit gray, RGB or palette values.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Photometric">How values become colours.</param>
/// <param name="Samples">Values a pixel, with alpha and the like.</param>
/// <param name="IsPlanar">Each sample has pieces of its own.</param>
/// <param name="Compression">How pieces are packed.</param>
/// <param name="HasPredictor">Values are differences from the pixel to the left.</param>
/// <param name="Orientation">As in EXIF, 1 to 8.</param>
internal sealed record TiffLayout(
    int Width, int Height, TiffPhotometric Photometric, int Samples, bool IsPlanar, int Compression, bool HasPredictor, int Orientation)
{
    public const int None = 1;
    public const int Lzw = 5;
    public const int Deflate = 8;
    public const int OldDeflate = 32946;
    public const int PackBits = 32773;

    private const int MaxSamples = 8;

    /// <summary>A small picture may stand in one tile of this many bytes.</summary>
    private const int UsualPiece = 1 << 24;

    /// <summary>Width of a piece; the picture's own where it is in strips.</summary>
    public required int PieceWidth { get; init; }

    /// <summary>Height of a piece; the last strip may have fewer rows.</summary>
    public required int PieceHeight { get; init; }

    /// <summary>Where pieces begin and how many bytes they have, row by row, one sample after the other.</summary>
    public required (uint Offset, uint Length)[] Pieces { get; init; }

    /// <summary>Red, green and blue values of 16 bits, 256 each; empty without a palette.</summary>
    public required uint[] Palette { get; init; }

    public int Across => (Width + PieceWidth - 1) / PieceWidth;

    public int Down => (Height + PieceHeight - 1) / PieceHeight;

    /// <summary>Values of a pixel in one piece.</summary>
    public int PieceSamples => IsPlanar ? 1 : Samples;

    /// <summary>The size alone, whatever else is wrong with the file.</summary>
    /// <exception cref="InvalidDataException">The directory is damaged.</exception>
    public static (long Width, long Height) Size(ReadOnlySpan<byte> file)
    {
        var tags = new TiffTags(file);
        return (tags.Value(256, 0), tags.Value(257, 0));
    }

    /// <param name="file">The file.</param>
    /// <param name="layout">Null with a fault.</param>
    /// <exception cref="InvalidDataException">The file is damaged; the message says how.</exception>
    public static DecodeFault? Read(ReadOnlySpan<byte> file, out TiffLayout? layout)
    {
        var tags = new TiffTags(file);
        layout = null;
        if (Refusal(tags) is { } reason)
            return new DecodeFault(DecodeFaultKind.Unsupported, $"a TIFF file {reason}; convert it to PNG or JPEG");

        // The caller has checked the size against its limits.
        var (width, height) = ((int)tags.Value(256, 0), (int)tags.Value(257, 0));
        var isTiled = tags.Values(324).Length > 0;
        var found = new TiffLayout(
            width,
            height,
            (TiffPhotometric)tags.Value(262, 1),
            (int)tags.Value(277, 1),
            tags.Value(284, 1) == 2 && tags.Value(277, 1) > 1,
            (int)tags.Value(259, None),
            tags.Value(317, 1) == 2,
            (int)tags.Value(274, 1))
        {
            PieceWidth = isTiled ? Side(tags.Value(322, 0), long.MaxValue) : width,
            PieceHeight = isTiled ? Side(tags.Value(323, 0), long.MaxValue) : Side(tags.Value(278, uint.MaxValue), height),
            Pieces = ReadPieces(tags.Values(isTiled ? 324 : 273), tags.Values(isTiled ? 325 : 279), file.Length),
            Palette = tags.Values(320),
        };
        found.Check();
        layout = found;
        return null;
    }

    private static string? Refusal(TiffTags tags)
    {
        var samples = tags.Value(277, 1);
        var (bits, photometric, compression) = (tags.Values(258), tags.Value(262, 1), tags.Value(259, None));
        if (bits.Length == 0 || Array.Exists(bits, count => count != 8))
            return $"with {(bits.Length == 0 ? 1 : bits.Max())}-bit values";
        if (Array.Exists(tags.Values(339), format => format != 1))
            return "with values that are no whole numbers from 0 on";
        if (photometric is not ((>= 0 and <= 3)))
            return $"in the colour space {NameOfColours(photometric)}";
        if (compression is not (None or Lzw or Deflate or OldDeflate or PackBits))
            return $"packed with {NameOfPacking(compression)}";

        return samples is < 1 or > MaxSamples ? $"with {samples} values a pixel" : null;
    }

    private static int Side(long side, long atMost) => Math.Min(side, atMost) is >= 1 and <= int.MaxValue and var value
        ? (int)value
        : throw new InvalidDataException("a TIFF file whose pieces have no size");

    private static (uint Offset, uint Length)[] ReadPieces(uint[] offsets, uint[] lengths, int fileLength)
    {
        if (offsets.Length != lengths.Length)
            throw new InvalidDataException("a TIFF file whose pieces are not all described");

        var total = 0L;
        var pieces = new (uint Offset, uint Length)[offsets.Length];
        for (var i = 0; i < pieces.Length; i++)
        {
            pieces[i] = (offsets[i], lengths[i]);
            total += lengths[i];
        }

        // Pieces that share their bytes would let a small file take very long.
        return total <= fileLength ? pieces : throw new InvalidDataException("a TIFF file whose pieces overlap or go on behind its end");
    }

    private void Check()
    {
        var needed = Photometric == TiffPhotometric.Rgb ? 3 : 1;
        if (Samples < needed || (Photometric == TiffPhotometric.Palette && Palette.Length < 3 * 256))
            throw new InvalidDataException("a TIFF file without the values of its colours");

        var piece = (double)PieceWidth * PieceHeight * PieceSamples;
        if (piece > Math.Max(UsualPiece, 2.0 * Width * Height * PieceSamples))
            throw new InvalidDataException($"a TIFF file with tiles of {PieceWidth} x {PieceHeight} pixels");
        if (piece > Array.MaxLength)
            throw new InvalidDataException("a TIFF file in one piece that is too large");
        if (Pieces.Length < (long)Across * Down * (IsPlanar ? Samples : 1))
            throw new InvalidDataException("a TIFF file that lacks some of its pieces");
    }

    private static string NameOfColours(long photometric) => photometric switch { 5 => "CMYK", 6 => "YCbCr", 8 or 9 => "CIELab", _ => $"number {photometric}" };

    private static string NameOfPacking(long compression) => compression switch
    {
        2 or 3 or 4 => "a fax code",
        6 or 7 => "JPEG",
        50000 => "Zstandard",
        50001 => "WebP",
        _ => $"method {compression}",
    };
}

/// <summary>How values of a TIFF file become colours.</summary>
internal enum TiffPhotometric
{
    WhiteIsZero = 0,
    BlackIsZero = 1,
    Rgb = 2,
    Palette = 3,
}
