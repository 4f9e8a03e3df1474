using System.Buffers.Binary;
using System.IO.Hashing;

namespace DatasetGuard.RedTeam.Encoders;

/// <summary>Makes a PNG file of our encoder look as if the encoder of another file had written it. No pixel changes.</summary>
/// <remarks>
/// The chunks before the pixels and the header of the compressed data (RFC 1950: window and level) are taken over. Palettes, transparency,
/// animations and other depths than ours cannot be imitated so; then the file stays as it is.
/// </remarks>
internal static class PngImitation
{
    private const int SignatureLength = 8;
    private const int HeadLength = 8;
    private const int Overhead = 12;
    private const int DepthInHeader = 8;
    private const string Header = "IHDR";
    private const string Pixels = "IDAT";
    private const string Exif = "eXIf";

    /// <summary>Chunks that change what the pixels mean.</summary>
    private static readonly string[] NotOurs = ["tRNS", "acTL"];

    /// <param name="ours">A file of our own encoder.</param>
    /// <param name="other">Any file that was decoded.</param>
    public static byte[] Of(byte[] ours, byte[] other)
    {
        var (encoded, original) = (Chunks(ours), Chunks(other));
        var (ourPixels, otherPixels) = (encoded.FindIndex(chunk => chunk.Name == Pixels), original.FindIndex(chunk => chunk.Name == Pixels));
        if (ourPixels < 1 || otherPixels < 1 || !AreAlike(encoded[0], original[0]) || !original[1..otherPixels].TrueForAll(IsHarmless))
            return ours;

        using var output = new MemoryStream(ours.Length);
        output.Write(ours.AsSpan(0, SignatureLength));
        Write(encoded[0], output);
        foreach (var chunk in original[1..otherPixels])
            Write(chunk.Name == Exif ? chunk with { Data = Upright(chunk.Data) } : chunk, output);

        Write(encoded[ourPixels] with { Data = WithHeader(encoded[ourPixels].Data, original[otherPixels].Data.Span) }, output);
        foreach (var chunk in encoded[(ourPixels + 1)..])
            Write(chunk, output);

        return output.ToArray();
    }

    /// <summary>Whole chunks from the start on.</summary>
    private static List<Chunk> Chunks(byte[] png)
    {
        var chunks = new List<Chunk>();
        for (var at = SignatureLength; at <= png.Length - Overhead;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - Overhead)
                break;

            chunks.Add(new Chunk(System.Text.Encoding.Latin1.GetString(png, at + 4, 4), png.AsMemory(at + HeadLength, (int)length)));
            at += Overhead + (int)length;
        }

        return chunks;
    }

    /// <summary>Depth, kind of colour, compression, filter and interlacing.</summary>
    private static bool AreAlike(Chunk ours, Chunk other) =>
        ours.Name == Header && other.Name == Header && ours.Data.Span[DepthInHeader..].SequenceEqual(other.Data.Length < DepthInHeader ? [] : other.Data.Span[DepthInHeader..]);

    /// <summary>Readers may skip it: its name begins with a small letter, and the third one is not reserved (W3C PNG, section 5.4).</summary>
    private static bool IsHarmless(Chunk chunk) =>
        char.IsAsciiLetterLower(chunk.Name[0]) && char.IsAsciiLetterUpper(chunk.Name[2]) && chunk.Name.All(char.IsAsciiLetter) && !NotOurs.Contains(chunk.Name);

    /// <summary>The first two bytes of the other stream, unless they promise a smaller window than ours needs or a dictionary.</summary>
    private static byte[] WithHeader(ReadOnlyMemory<byte> ours, ReadOnlySpan<byte> other)
    {
        var data = ours.ToArray();
        var isZlib = other.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(other) % 31 == 0 && (other[0] & 15) == 8 && (other[1] & 0x20) == 0;
        if (data.Length >= 2 && isZlib && other[0] >> 4 is <= 7 and var window && window >= data[0] >> 4)
            other[..2].CopyTo(data);

        return data;
    }

    private static byte[] Upright(ReadOnlyMemory<byte> exif)
    {
        var tiff = exif.ToArray();
        ExifOrientation.ResetTiff(tiff);
        return tiff;
    }

    private static void Write(Chunk chunk, Stream output)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        BinaryPrimitives.WriteInt32BigEndian(head, chunk.Data.Length);
        System.Text.Encoding.Latin1.GetBytes(chunk.Name, head[4..]);
        output.Write(head);
        output.Write(chunk.Data.Span);

        var checksum = new Crc32();
        checksum.Append(head[4..]);
        checksum.Append(chunk.Data.Span);
        BinaryPrimitives.WriteUInt32BigEndian(head, checksum.GetCurrentHashAsUInt32());
        output.Write(head[..4]);
    }

    private sealed record Chunk(string Name, ReadOnlyMemory<byte> Data);
}
