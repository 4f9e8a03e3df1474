using DatasetGuard.Core.Tests.Imaging.Tiff;
using SkiaSharp;

namespace DatasetGuard.Benchmarks.Fuzzing;

/// <summary>Small sound images of every kind that is decoded.</summary>
internal static class SeedImages
{
    private const int Side = 24;

    public static byte[] Png() => Encode(SKEncodedImageFormat.Png);

    public static IEnumerable<byte[]> All()
    {
        foreach (var format in (SKEncodedImageFormat[])[SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp])
            yield return Encode(format);

        foreach (var compression in (int[])[1, 5, 8, 32773])
            yield return TiffFiles.Write(Values(), Side, 3, 2, new TiffFiles.Options { Compression = compression, HasPredictor = compression == 8, TileWidth = compression == 5 ? 16 : 0, PieceHeight = 16 });

        yield return TiffFiles.Write(Values(), Side, 1, 3, new TiffFiles.Options { Tags = new Dictionary<int, uint[]> { [320] = new uint[768] } });
        yield return [.. "P6\n24 24\n255\n"u8, .. Values()];
        yield return [.. "P5\n24 36\n65535\n"u8, .. Values()];
    }

    private static byte[] Values() => [.. Enumerable.Range(0, 3 * Side * Side).Select(i => (byte)(i * 7 / 3))];

    private static byte[] Encode(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(Side, Side);
        for (var i = 0; i < Side * Side; i++)
            bitmap.SetPixel(i % Side, i / Side, new SKColor((uint)(0xFF000000 | (uint)(i * 4099))));

        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }
}
