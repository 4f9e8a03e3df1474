using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Detection.Features;

/// <summary>Luma and two colour differences as in ITU-R BT.601, in 0..255 and about 0.</summary>
internal static class ColourPlanes
{
    private const int Half = RgbVectors.Count / 2;

    /// <param name="planes">One for a gray image, three for colour, each with room for every pixel.</param>
    /// <param name="image">With as many channels.</param>
    public static void Fill(float[][] planes, PixelBuffer image)
    {
        var pixels = image.Pixels;
        var luma = planes[0];
        if (image.Channels == 1)
        {
            for (var k = 0; k < pixels.Length; k++)
                luma[k] = pixels[k];

            return;
        }

        var (blue, red) = (planes[1], planes[2]);
        var i = 0;
        for (; i <= (pixels.Length / 3) - RgbVectors.Count; i += RgbVectors.Count)
        {
            var (r, g, b) = RgbVectors.Split(pixels[(3 * i)..]);
            Fill(r, g, b, upper: false, luma.AsSpan(i), blue.AsSpan(i), red.AsSpan(i));
            Fill(r, g, b, upper: true, luma.AsSpan(i + Half), blue.AsSpan(i + Half), red.AsSpan(i + Half));
        }

        for (var at = 3 * i; at < pixels.Length; i++, at += 3)
        {
            float r = pixels[at], g = pixels[at + 1], b = pixels[at + 2];
            var y = (0.299f * r) + (0.587f * g) + (0.114f * b);
            luma[i] = y;
            blue[i] = 0.564f * (b - y);
            red[i] = 0.713f * (r - y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(Vector128<byte> reds, Vector128<byte> greens, Vector128<byte> blues, bool upper, Span<float> luma, Span<float> blue, Span<float> red)
    {
        var r = Vector256.ConvertToSingle(RgbVectors.Widen(reds, upper));
        var g = Vector256.ConvertToSingle(RgbVectors.Widen(greens, upper));
        var b = Vector256.ConvertToSingle(RgbVectors.Widen(blues, upper));
        var y = (r * 0.299f) + (g * 0.587f) + (b * 0.114f);
        y.CopyTo(luma);
        ((b - y) * 0.564f).CopyTo(blue);
        ((r - y) * 0.713f).CopyTo(red);
    }
}
