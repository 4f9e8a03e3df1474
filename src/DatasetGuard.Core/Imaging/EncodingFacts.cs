namespace DatasetGuard.Core.Imaging;

/// <summary>What the bytes around a picture's pixels say.</summary>
public sealed record EncodingFacts
{
    /// <summary>Length of the file in bytes.</summary>
    public required int Length { get; init; }

    /// <summary>Equal for pictures that were saved with the same settings.</summary>
    public required EncoderFingerprint Fingerprint { get; init; }

    /// <summary>The file holds more than one frame; only the first was decoded.</summary>
    public bool IsAnimated { get; init; }

    /// <summary>The EXIF data say where the picture was taken.</summary>
    public bool HasPosition { get; init; }

    /// <summary>Reads the headers of a file that was decoded; what does not hold together is left out.</summary>
    /// <param name="encoded">The file.</param>
    /// <param name="format">As <see cref="ImageFacts.Format"/>.</param>
    internal static EncodingFacts Read(ReadOnlySpan<byte> encoded, string format) => format switch
    {
        "jpeg" => JpegHeader.Read(encoded),
        "png" => PngHeader.Read(encoded),
        "gif" => GifHeader.Read(encoded),
        "webp" => WebpHeader.Read(encoded),
        _ => new EncodingFacts { Length = encoded.Length, Fingerprint = EncoderFingerprint.OfStart(encoded) },
    };
}
