using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>Pictures that are stored channel by channel: all red values, then green, then blue.</summary>
internal static class PlanarPixels
{
    /// <param name="planes">Three planes or more; those behind blue are alpha or the like and are dropped.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    public static PixelBuffer ToInterleaved(ReadOnlySpan<byte> planes, int width, int height)
    {
        var plane = width * height;
        var image = new PixelBuffer(width, height, 3);
        var pixels = image.Pixels;
        for (var i = 0; i < plane; i++)
        {
            pixels[3 * i] = planes[i];
            pixels[(3 * i) + 1] = planes[plane + i];
            pixels[(3 * i) + 2] = planes[(2 * plane) + i];
        }

        return image;
    }
}
