using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Detection.Features;

/// <summary>Luma and two colour differences as in ITU-R BT.601, in 0..255 and about 0.</summary>
internal static class ColourPlanes
{
    /// <param name="planes">One for a gray image, three for colour, each with room for every pixel.</param>
    /// <param name="image">With as many channels.</param>
    public static void Fill(float[][] planes, PixelBuffer image)
    {
        var pixels = image.Pixels;
        var luma = planes[0];
        if (image.Channels == 1)
        {
            for (var i = 0; i < pixels.Length; i++)
                luma[i] = pixels[i];

            return;
        }

        var (blue, red) = (planes[1], planes[2]);
        for (int i = 0, at = 0; at < pixels.Length; i++, at += 3)
        {
            float r = pixels[at], g = pixels[at + 1], b = pixels[at + 2];
            var y = (0.299f * r) + (0.587f * g) + (0.114f * b);
            luma[i] = y;
            blue[i] = 0.564f * (b - y);
            red[i] = 0.713f * (r - y);
        }
    }
}
