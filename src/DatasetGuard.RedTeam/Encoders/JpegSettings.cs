using System.Buffers.Binary;
using SkiaSharp;

namespace DatasetGuard.RedTeam.Encoders;

/// <summary>How a JPEG file was compressed, as near as SkiaSharp can repeat it.</summary>
/// <remarks>
/// SkiaSharp takes a quality and one of three chroma subsamplings. The quality is the one whose tables, scaled from those of ITU-T T.81,
/// annex K.1, as libjpeg scales them, are nearest to the file's; files of encoders with tables of their own get tables that differ.
/// Metadata, progressive scans, restart intervals and standard Huffman tables are not repeated either: SkiaSharp always writes
/// baseline JPEG with Huffman tables made for the picture. Who looks at the encoding can therefore still tell re-encoded files.
/// </remarks>
/// <param name="Quality">1 to 100.</param>
/// <param name="Subsampling">Of the chroma planes.</param>
internal sealed record JpegSettings(int Quality, SKJpegEncoderDownsample Subsampling)
{
    /// <summary>What is taken for a file that does not say.</summary>
    private const int UnknownQuality = 90;

    private const int TableLength = 64;

    // ITU-T T.81, tables K.1 and K.2, in the zigzag order of the file.
    private static readonly byte[] Luminance =
    [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
    ];

    private static readonly byte[] Chrominance =
    [
        17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <param name="file">A JPEG file that was decoded without a fault.</param>
    public static JpegSettings Read(ReadOnlySpan<byte> file)
    {
        var tables = new int[2][];
        var subsampling = SKJpegEncoderDownsample.Downsample420;
        var at = 2;
        while (at + 4 <= file.Length)
        {
            if (file[at] != 0xFF || file[at + 1] is 0xFF or 0x00 or 0x01)
            {
                at++;
                continue;
            }

            var (marker, length) = (file[at + 1], BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]));
            if (marker == 0xDA || length < 2 || at + 2 + length > file.Length)
                break;

            var segment = file.Slice(at + 4, length - 2);
            if (marker == 0xDB)
                ReadTables(segment, tables);
            else if (marker is 0xC0 or 0xC1 or 0xC2)
                subsampling = ReadSubsampling(segment);

            at += 2 + length;
        }

        return new JpegSettings(tables[0] is null ? UnknownQuality : NearestQuality(tables), subsampling);
    }

    private static void ReadTables(ReadOnlySpan<byte> segment, int[][] tables)
    {
        while (segment.Length > 0)
        {
            var (bytes, id) = (segment[0] >> 4 == 0 ? 1 : 2, segment[0] & 15);
            if (segment.Length < 1 + (TableLength * bytes))
                return;

            var table = new int[TableLength];
            for (var i = 0; i < TableLength; i++)
                table[i] = bytes == 1 ? segment[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * i))..]);

            if (id < tables.Length)
                tables[id] = table;
            segment = segment[(1 + (TableLength * bytes))..];
        }
    }

    /// <summary>From the frame header: precision, height, width, number of components, then id, sampling factors and table of each.</summary>
    private static SKJpegEncoderDownsample ReadSubsampling(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 12 || segment[5] < 2)
            return SKJpegEncoderDownsample.Downsample420;

        var (luma, chroma) = (segment[7], segment[10]);
        var across = (double)(luma >> 4) / Math.Max(1, chroma >> 4);
        var down = (double)(luma & 15) / Math.Max(1, chroma & 15);
        return (across * down) switch
        {
            <= 1 => SKJpegEncoderDownsample.Downsample444,
            <= 2 => SKJpegEncoderDownsample.Downsample422,
            _ => SKJpegEncoderDownsample.Downsample420,
        };
    }

    private static int NearestQuality(int[][] tables)
    {
        var (best, least) = (UnknownQuality, int.MaxValue);
        for (var quality = 100; quality >= 1; quality--)
        {
            var difference = Difference(tables[0], Luminance, quality) + (tables[1] is { } chroma ? Difference(chroma, Chrominance, quality) : 0);
            if (difference < least)
                (best, least) = (quality, difference);
        }

        return best;
    }

    /// <summary>Sum of absolute differences to the table of a quality: libjpeg's jcparam.c, jpeg_quality_scaling and jpeg_add_quant_table.</summary>
    private static int Difference(int[] table, byte[] standard, int quality)
    {
        var scale = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        var sum = 0;
        for (var i = 0; i < TableLength; i++)
            sum += Math.Abs(table[i] - Math.Clamp(((standard[i] * scale) + 50) / 100, 1, 255));

        return sum;
    }
}
