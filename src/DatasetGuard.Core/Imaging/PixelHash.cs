using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DatasetGuard.Core.Imaging;

/// <summary>A fingerprint of a decoded picture: equal for the same size and the same pixels, however they were encoded.</summary>
/// <remarks>
/// The first 128 bits of SHA-256. A checksum would be quicker, but whoever can forge one can make a clean picture pass for a copy of
/// another and have it thrown out; with SHA-256 "the same pixels" is a fact that needs no second look.
/// </remarks>
public static class PixelHash
{
    private const int DigestLength = SHA256.HashSizeInBytes;

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
            SHA256.HashData(image.Pixels, summary);

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

        SHA256.HashData(gray.AsSpan(0, length), digest);
        ArrayPool<byte>.Shared.Return(gray);
    }
}
