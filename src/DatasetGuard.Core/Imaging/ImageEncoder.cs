using SkiaSharp;

namespace DatasetGuard.Core.Imaging;

/// <summary>Pixels to files. The same pixels give the same bytes, for one version of SkiaSharp.</summary>
public static class ImageEncoder
{
    /// <summary>Lossless; gray stays gray.</summary>
    public static byte[] EncodePng(PixelBuffer image) => Encode(image, pixels => pixels.Encode(SKPngEncoderOptions.Default));

    /// <param name="image">Any size.</param>
    /// <param name="encode">Null where it fails.</param>
    /// <exception cref="InvalidOperationException">The encoder failed.</exception>
    public static byte[] Encode(PixelBuffer image, Func<SKPixmap, SKData?> encode)
    {
        using var bitmap = ToBitmap(image);
        using var pixels = bitmap.PeekPixels();
        using var encoded = encode(pixels) ?? throw new InvalidOperationException($"A picture of {image.Width} x {image.Height} pixels cannot be encoded.");
        return encoded.ToArray();
    }

    private static SKBitmap ToBitmap(PixelBuffer image)
    {
        var type = image.Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888;
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, type, SKAlphaType.Opaque));
        for (var y = 0; y < image.Height; y++)
        {
            var target = bitmap.GetPixelSpan().Slice(y * bitmap.RowBytes, bitmap.RowBytes);
            if (image.Channels == 1)
                image.Row(y).CopyTo(target);
            else
                AddAlpha(image.Row(y), target);
        }

        return bitmap;
    }

    private static void AddAlpha(ReadOnlySpan<byte> rgb, Span<byte> rgba)
    {
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgb.Slice(from, 3).CopyTo(rgba[to..]);
            rgba[to + 3] = 255;
        }
    }
}
