using System.Buffers.Binary;
using DatasetGuard.Core.Imaging;
using SkiaSharp;

namespace DatasetGuard.RedTeam.Encoders;

/// <summary>How a JPEG file was compressed, as near as SkiaSharp can repeat it.</summary>
/// <remarks>
/// SkiaSharp takes a quality and one of three chroma subsamplings. The quality is the one whose tables, scaled from those of ITU-T T.81,
/// annex K.1, as libjpeg scales them, are nearest to the file's; files of encoders with tables of their own get tables that differ.
/// Metadata and Huffman tables are repeated by <see cref="JpegImitation"/>; progressive scans and restart intervals are not. Who looks at
/// the encoding can tell such files when they were encoded again.
/// </remarks>
/// <param name="Quality">1 to 100.</param>
/// <param name="Subsampling">Of the chroma planes.</param>
internal sealed record JpegSettings(int Quality, SKJpegEncoderDownsample Subsampling)
{
    /// <summary>What is taken for a file that does not say.</summary>
    private const int UnknownQuality = 90;

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
            if (segment.Length < 1 + (JpegQuantisation.TableLength * bytes))
                return;

            var table = new int[JpegQuantisation.TableLength];
            for (var i = 0; i < JpegQuantisation.TableLength; i++)
                table[i] = bytes == 1 ? segment[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * i))..]);

            if (id < tables.Length)
                tables[id] = table;
            segment = segment[(1 + (JpegQuantisation.TableLength * bytes))..];
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
            var difference = Difference(tables[0], JpegQuantisation.Luminance, quality) + (tables[1] is { } chroma ? Difference(chroma, JpegQuantisation.Chrominance, quality) : 0);
            if (difference < least)
                (best, least) = (quality, difference);
        }

        return best;
    }

    /// <summary>Sum of absolute differences to the table of a quality.</summary>
    private static int Difference(int[] table, ReadOnlySpan<byte> standard, int quality)
    {
        var sum = 0;
        for (var i = 0; i < table.Length; i++)
            sum += Math.Abs(table[i] - JpegQuantisation.Scale(standard[i], quality));

        return sum;
    }
}
