using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DatasetGuard.Cli.Tests;

/// <summary>Small files that are large pictures, or say so.</summary>
internal static class Bombs
{
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "real-9000.png"), Png(9000, 9000, 9000));
        File.WriteAllBytes(Path.Combine(folder, "empty-9000.png"), Png(9000, 9000, 1));
        File.WriteAllBytes(Path.Combine(folder, "said-100000.png"), Png(100_000, 100_000, 1));
        File.WriteAllBytes(Path.Combine(folder, "wide.png"), Png(40_000_000, 1, 1));
        File.WriteAllText(Path.Combine(folder, "said.ppm"), "P6 2147483647 2147483647 255\n");
        using (var holes = File.Create(Path.Combine(folder, "holes.png")))
        {
            holes.Write(Png(8, 8, 8));
            holes.SetLength(2L << 30);
        }

        for (var i = 0; i < 6; i++)
            File.WriteAllBytes(Path.Combine(folder, $"real-{i}.png"), Png(6000 + i, 6000, 6000));
    }

    /// <summary>Black, with as many of its rows as are asked for.</summary>
    private static byte[] Png(int width, int height, int rows)
    {
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[1 + (3 * width)];
            for (var i = 0; i < rows; i++)
                zlib.Write(row);
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", header), .. Chunk("IDAT", pixels.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string name, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. content];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Crc(body));
        return chunk;
    }

    /// <summary>As PNG wants it (PNG, annex D).</summary>
    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
