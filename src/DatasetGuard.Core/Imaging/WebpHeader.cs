using System.Buffers.Binary;

namespace DatasetGuard.Core.Imaging;

/// <summary>Reads the chunks of a WebP file (RIFF container, RFC 9649 section 2).</summary>
internal static class WebpHeader
{
    private const int HeaderLength = 12;
    private const int ChunkHeaderLength = 8;

    public static EncodingFacts Read(ReadOnlySpan<byte> webp)
    {
        var (frames, options, hasPosition, isExtended) = (0, EncoderOptions.None, false, false);
        for (long position = HeaderLength; position + ChunkHeaderLength <= webp.Length;)
        {
            var chunk = webp[(int)position..];
            var name = chunk[..4];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            var data = chunk.Slice(ChunkHeaderLength, (int)Math.Min(length, chunk.Length - ChunkHeaderLength));
            isExtended |= name.SequenceEqual("VP8X"u8);
            frames += name.SequenceEqual("ANMF"u8) ? 1 : 0;
            if (name.SequenceEqual("VP8L"u8))
                options |= EncoderOptions.Lossless;

            if (name.SequenceEqual("EXIF"u8))
            {
                options |= EncoderOptions.Exif;
                hasPosition |= ExifPosition.IsIn(data);
            }

            // Chunks begin at even places.
            position += ChunkHeaderLength + (long)length + (length & 1);
        }

        return new EncodingFacts
        {
            Length = webp.Length,
            Fingerprint = new EncoderFingerprint(ImageEncoding.Webp, isExtended ? (byte)1 : (byte)0, 0, options, 0),
            IsAnimated = frames > 1,
            HasPosition = hasPosition,
        };
    }
}
