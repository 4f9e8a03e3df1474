using System.Runtime.CompilerServices;

namespace DatasetGuard.Core.Imaging;

/// <summary>The example quantisation tables of JPEG (ITU-T T.81, annex K.1) and how libjpeg scales them to a quality of 1 to 100.</summary>
public static class JpegQuantisation
{
    /// <summary>Entries of a table.</summary>
    public const int TableLength = 64;

    private static readonly byte[][] LuminanceByQuality = [.. Enumerable.Range(1, 100).Select(quality => Luminance.ToArray().Select(entry => Scale(entry, quality)).ToArray())];

    private static readonly int[] Sums = Array.ConvertAll(LuminanceByQuality, table => table.Sum(entry => entry));

    /// <summary>Table K.1, in the zigzag order of the file.</summary>
    public static ReadOnlySpan<byte> Luminance =>
    [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
    ];

    /// <summary>Table K.2, in the zigzag order of the file.</summary>
    public static ReadOnlySpan<byte> Chrominance =>
    [
        17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>An entry at a quality: libjpeg's jcparam.c, jpeg_quality_scaling and jpeg_add_quant_table.</summary>
    public static byte Scale(byte entry, int quality)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        return (byte)Math.Clamp(((entry * percent) + 50) / 100, 1, 255);
    }

    /// <summary>The quality that gives exactly this luminance table, 1 to 100; 0 for tables of another make.</summary>
    /// <param name="table">64 entries in zigzag order.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int QualityOf(ReadOnlySpan<byte> table)
    {
        var sum = 0;
        foreach (var entry in table)
            sum += entry;

        for (var i = 0; i < Sums.Length; i++)
        {
            if (Sums[i] == sum && table.SequenceEqual(LuminanceByQuality[i]))
                return i + 1;
        }

        return 0;
    }
}
