using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Blake3;

namespace DatasetGuard.Core.Imaging;

/// <summary>A fingerprint of a decoded picture: equal for the same size and the same pixels, however they were encoded.</summary>
/// <remarks>
/// 128 bits of a cryptographic hash. A checksum would be quicker, but whoever can forge one can make a clean picture pass for a copy of
/// another and have it thrown out; so "the same pixels" is a fact that needs no second look. Photographs take BLAKE3, which is several
/// times as quick as SHA-256 on them; on small pictures, where it has too little to do at once, it is slower.
/// </remarks>
public static class PixelHash
{
    private const int DigestLength = SHA256.HashSizeInBytes;

    /// <summary>Bytes from which on BLAKE3 is quicker: eight of its chunks, which it takes side by side, twice over.</summary>
    private const int LongLength = 1 << 14;

    /// <param name="image">The picture.</param>
    /// <param name="isGray">All its pixels are gray, as <see cref="PixelBuffer.IsGray"/> says: gray stored as colour gives the hash of gray.</param>
    public static UInt128 Of(PixelBuffer image, bool isGray)
    {
        Span<byte> summary = stackalloc byte[DigestLength + (3 * sizeof(int))];
        BinaryPrimitives.WriteInt32LittleEndian(summary[DigestLength..], image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(summary[(DigestLength + sizeof(int))..], image.Height);
        BinaryPrimitives.WriteInt32LittleEndian(summary[(DigestLength + (2 * sizeof(int)))..], isGray ? 1 : image.Channels);
        if (isGray && image.Channels == 3)
            HashFirstChannel(image, summary);
        else
            Hash(image.Pixels, summary);

        Span<byte> digest = stackalloc byte[DigestLength];
        SHA256.HashData(summary, digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    private static void HashFirstChannel(PixelBuffer image, Span<byte> digest)
    {
        var length = image.Width * image.Height;
        var gray = ArrayPool<byte>.Shared.Rent(length);
        var pixels = image.Pixels;
        for (var i = 0; i < length; i++)
            gray[i] = pixels[3 * i];

        Hash(gray.AsSpan(0, length), digest);
        ArrayPool<byte>.Shared.Return(gray);
    }

    private static void Hash(ReadOnlySpan<byte> pixels, Span<byte> digest)
    {
        if (pixels.Length < LongLength)
            SHA256.HashData(pixels, digest);
        else
            Hasher.Hash(pixels, digest[..DigestLength]);
    }
}
