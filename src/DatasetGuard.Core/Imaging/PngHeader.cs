using System.Buffers.Binary;

namespace DatasetGuard.Core.Imaging;

/// <summary>Reads the chunks of a PNG file (W3C PNG, section 11) other than its pixels.</summary>
internal static class PngHeader
{
    public static EncodingFacts Read(ReadOnlySpan<byte> png)
    {
        var hash = new Fnv1a();
        var (colour, depth, options) = ((byte)0, (byte)0, EncoderOptions.None);
        var (isAnimated, hasPosition, hasPixels) = (false, false, false);
        var position = PngChunks.SignatureLength;
        while (PngChunks.TryNext(png, ref position, out var name, out var data))
        {
            if (name.SequenceEqual("IHDR"u8) && data.Length >= 13)
            {
                (depth, colour) = (data[8], data[9]);
                options |= data[12] == 0 ? EncoderOptions.None : EncoderOptions.Interlaced;
            }
            else if (name.SequenceEqual("IDAT"u8))
            {
                // The level of compression (RFC 1950, FLEVEL): how hard the encoder tried.
                if (!hasPixels && data.Length > 1)
                    hash.Add((byte)(data[1] >> 6));
                hasPixels = true;
            }
            else if (name.SequenceEqual("eXIf"u8))
            {
                options |= EncoderOptions.Exif;
                hasPosition |= ExifPosition.IsIn(data);
            }
            else
            {
                isAnimated |= name.SequenceEqual("acTL"u8) && data.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(data) > 1;
                if (!hasPixels)
                    hash.Add(name);
            }
        }

        return new EncodingFacts
        {
            Length = png.Length,
            Fingerprint = new EncoderFingerprint(ImageEncoding.Png, colour, depth, options, hash.Value),
            IsAnimated = isAnimated,
            HasPosition = hasPosition,
        };
    }
}
