namespace DatasetGuard.Core.Imaging;

/// <summary>Follows the blocks of a GIF file (GIF89a specification, section 15 on) to its second frame.</summary>
internal static class GifHeader
{
    private const byte Extension = 0x21;
    private const byte ImageDescriptor = 0x2C;
    private const int HeaderLength = 13;
    private const int DescriptorLength = 10;

    public static EncodingFacts Read(ReadOnlySpan<byte> gif) => new()
    {
        Length = gif.Length,
        Fingerprint = new EncoderFingerprint(ImageEncoding.Gif, gif.Length < HeaderLength ? (byte)0 : gif[4], 0, EncoderOptions.None, 0),
        IsAnimated = HasTwoFrames(gif),
    };

    private static bool HasTwoFrames(ReadOnlySpan<byte> gif)
    {
        if (gif.Length < HeaderLength)
            return false;

        var position = HeaderLength + ColourTableLength(gif[10]);
        for (var frames = 0; position < gif.Length;)
        {
            switch (gif[position])
            {
                case ImageDescriptor when ++frames == 2:
                    return true;
                case ImageDescriptor when position + DescriptorLength < gif.Length:
                    // The descriptor, its colour table, and one byte with the size of the codes.
                    position = AfterBlocks(gif, position + DescriptorLength + ColourTableLength(gif[position + DescriptorLength - 1]) + 1);
                    break;
                case Extension:
                    position = AfterBlocks(gif, position + 2);
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private static int ColourTableLength(byte flags) => flags < 0x80 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>Blocks of up to 255 bytes, each behind its length, up to an empty one.</summary>
    private static int AfterBlocks(ReadOnlySpan<byte> gif, int position)
    {
        while (position < gif.Length && gif[position] != 0)
            position += gif[position] + 1;

        return position + 1;
    }
}
