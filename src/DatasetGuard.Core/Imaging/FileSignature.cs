namespace DatasetGuard.Core.Imaging;

/// <summary>Recognises a file by its first bytes; names and extensions are the attacker's.</summary>
internal static class FileSignature
{
    /// <summary>What macOS keeps of a file beside it, under its name with <c>._</c> in front (RFC 1740, appendix B).</summary>
    public const string AppleDouble = "AppleDouble";

    private static readonly (string Name, int Offset, byte[] Bytes)[] Known =
    [
        ("JPEG", 0, [0xFF, 0xD8]),
        ("PNG", 0, [0x89, 0x50, 0x4E, 0x47]),
        ("GIF", 0, "GIF8"u8.ToArray()),
        ("WebP", 8, "WEBP"u8.ToArray()),
        ("BMP", 0, "BM"u8.ToArray()),
        ("TIFF", 0, [0x49, 0x49, 0x2A, 0x00]),
        ("TIFF", 0, [0x4D, 0x4D, 0x00, 0x2A]),
        ("BigTIFF", 0, [0x49, 0x49, 0x2B, 0x00]),
        ("BigTIFF", 0, [0x4D, 0x4D, 0x00, 0x2B]),
        ("JPEG 2000", 4, [0x6A, 0x50, 0x20, 0x20]),
        ("JPEG XL", 0, [0xFF, 0x0A]),
        ("HEIF or AVIF", 4, "ftyp"u8.ToArray()),
        ("PSD", 0, "8BPS"u8.ToArray()),
        ("gzip", 0, [0x1F, 0x8B]),
        ("ZIP", 0, "PK\u0003\u0004"u8.ToArray()),
        ("PDF", 0, "%PDF"u8.ToArray()),
        ("SVG", 0, "<svg"u8.ToArray()),
        (AppleDouble, 0, [0x00, 0x05, 0x16, 0x07]),
        ("Git LFS pointer", 0, "version https://git-lfs"u8.ToArray()),
    ];

    public static string? Name(ReadOnlySpan<byte> start)
    {
        foreach (var (name, offset, bytes) in Known)
        {
            if (start.Length >= offset + bytes.Length && start.Slice(offset, bytes.Length).SequenceEqual(bytes))
                return name;
        }

        return null;
    }

    public static bool IsDecodable(ReadOnlySpan<byte> start) => Name(start) is "JPEG" or "PNG" or "GIF" or "WebP" or "BMP";
}
