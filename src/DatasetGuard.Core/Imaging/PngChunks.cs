using System.Buffers.Binary;

namespace DatasetGuard.Core.Imaging;

/// <summary>Reads the frame of a PNG file (W3C PNG, section 5): what a decoder does not tell.</summary>
internal static class PngChunks
{
    public const int SignatureLength = 8;

    /// <summary>Signature and header chunk.</summary>
    public const int HeaderLength = SignatureLength + ChunkOverhead + 13;

    /// <summary>Length, name and checksum around a chunk's data.</summary>
    private const int ChunkOverhead = 12;

    /// <summary>The size in the header chunk, if the file is long enough to have one; nothing about it is checked.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> png, out uint width, out uint height)
    {
        (width, height) = (0, 0);
        if (png.Length < HeaderLength || !png[12..16].SequenceEqual("IHDR"u8))
            return false;

        width = BinaryPrimitives.ReadUInt32BigEndian(png[16..]);
        height = BinaryPrimitives.ReadUInt32BigEndian(png[20..]);
        return true;
    }

    /// <summary>The chunk at the position; false behind the last whole one.</summary>
    public static bool TryNext(ReadOnlySpan<byte> png, ref int position, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
    {
        name = [];
        data = [];
        if (position > png.Length - ChunkOverhead)
            return false;

        var chunk = png[position..];
        var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        if (length > chunk.Length - ChunkOverhead)
            return false;

        name = chunk[4..8];
        data = chunk.Slice(8, (int)length);
        position += ChunkOverhead + (int)length;
        return true;
    }

    /// <summary>True when the file ends inside a chunk. A file that ends between chunks, without the closing one, has lost no data.</summary>
    public static bool EndInsideOne(ReadOnlySpan<byte> png)
    {
        long position = SignatureLength;
        while (position < png.Length)
        {
            if (position + ChunkOverhead > png.Length)
                return true;

            var chunk = png[(int)position..];
            if (chunk[4..8].SequenceEqual("IEND"u8))
                return false;

            position += ChunkOverhead + (long)BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }

        return position > png.Length;
    }
}
