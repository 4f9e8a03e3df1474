namespace DatasetGuard.Core.Imaging;

/// <summary>How a picture was encoded, as far as its headers tell and the picture itself has no part in it.</summary>
/// <param name="Encoding">The family; the meaning of the next three depends on it.</param>
/// <param name="First">JPEG: quality, 0 for tables of another make. PNG: colour type. GIF: version. WebP: kind of chunk.</param>
/// <param name="Second">JPEG: sampling factors of the first component. PNG: bits a channel.</param>
/// <param name="Options">Flags.</param>
/// <param name="Hash">Over everything else that is compared: tables, kinds of metadata.</param>
public readonly record struct EncoderFingerprint(ImageEncoding Encoding, byte First, byte Second, EncoderOptions Options, uint Hash)
{
    private static readonly string[] PngColours = ["gray", "", "RGB", "palette", "gray with alpha", "", "RGB with alpha"];

    /// <summary>BMP and PNM by the start of their headers, which holds nothing of the picture but its size.</summary>
    internal static EncoderFingerprint OfStart(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [(byte)'P', (byte)'5' or (byte)'6', ..] => new(ImageEncoding.Pnm, encoded[1], 0, EncoderOptions.None, 0),
        [(byte)'B', (byte)'M', ..] when encoded.Length >= 34 => new(ImageEncoding.Bmp, encoded[14], encoded[28], EncoderOptions.None, encoded[30]),
        _ => default,
    };

    /// <summary>Seeded anew in every process, so that no dataset can be made to fill one bucket.</summary>
    public override int GetHashCode() => HashCode.Combine(Encoding, First, Second, Options, Hash);

    /// <summary>The settings in a few words.</summary>
    public override string ToString() => Encoding switch
    {
        ImageEncoding.Jpeg => $"JPEG, {(First == 0 ? $"tables {Hash:x8}" : $"quality {First}")}, sampling {Second >> 4}x{Second & 15}, "
            + $"{(Options.HasFlag(EncoderOptions.Interlaced) ? "progressive" : "baseline")}{(Options.HasFlag(EncoderOptions.Optimised) ? ", own Huffman tables" : "")}{Exif}",
        ImageEncoding.Png => $"PNG, {PngColours.ElementAtOrDefault(First)} with {Second} bits{(Options.HasFlag(EncoderOptions.Interlaced) ? ", interlaced" : "")}{Exif}",
        ImageEncoding.Gif => $"GIF 8{(char)First}a",
        ImageEncoding.Webp => $"WebP, {(Options.HasFlag(EncoderOptions.Lossless) ? "lossless" : "lossy")}{Exif}",
        ImageEncoding.Bmp => $"BMP, {Second} bits a pixel",
        ImageEncoding.Pnm => First == (byte)'5' ? "PGM" : "PPM",
        _ => "unknown",
    };

    private string Exif => Options.HasFlag(EncoderOptions.Exif) ? ", with EXIF" : "";
}

public enum ImageEncoding : byte
{
    Unknown,
    Jpeg,
    Png,
    Gif,
    Bmp,
    Webp,
    Pnm,
}

[Flags]
public enum EncoderOptions : byte
{
    None = 0,

    /// <summary>Progressive JPEG, interlaced PNG.</summary>
    Interlaced = 1,

    /// <summary>Huffman tables made for the picture in place of the standard ones.</summary>
    Optimised = 2,

    /// <summary>WebP without loss.</summary>
    Lossless = 4,

    /// <summary>With EXIF data.</summary>
    Exif = 8,
}
