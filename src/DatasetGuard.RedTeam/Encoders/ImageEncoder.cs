using DatasetGuard.Core.Imaging;
using SkiaSharp;

namespace DatasetGuard.RedTeam.Encoders;

/// <summary>Pixels to files. The same pixels give the same bytes, for one version of SkiaSharp.</summary>
internal static class ImageEncoder
{
    /// <summary>Lossless; gray stays gray.</summary>
    public static byte[] EncodePng(PixelBuffer image) => Encode(image, pixels => pixels.Encode(SKPngEncoderOptions.Default));

    public static byte[] EncodeJpeg(PixelBuffer image, JpegSettings settings)
    {
        var options = new SKJpegEncoderOptions(settings.Quality, settings.Subsampling, SKJpegEncoderAlphaOption.Ignore);
        return Encode(image, pixels => pixels.Encode(options));
    }

    private static byte[] Encode(PixelBuffer image, Func<SKPixmap, SKData?> encode)
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
