using DatasetGuard.Core.Imaging;
using SkiaSharp;

namespace DatasetGuard.Core.Tests;

/// <summary>Small pictures with known pixels, and their encodings.</summary>
internal static class Pictures
{
    /// <summary>Smooth ramps, so that JPEG keeps them, with a hue that depends on the seed.</summary>
    public static PixelBuffer Ramp(int width, int height, int channels = 3, int seed = 0)
    {
        var image = new PixelBuffer(width, height, channels);
        for (var i = 0; i < image.Length; i++)
        {
            var (x, y, channel) = (i / channels % width, i / channels / width, i % channels);
            image.Pixels[i] = (byte)(((x * 200 / width) + (y * (1 + channel) * 15 / height) + (seed * 37)) % 256);
        }

        return image;
    }

    public static PixelBuffer Noise(int width, int height, int channels, int seed)
    {
        var image = new PixelBuffer(width, height, channels);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }

    /// <summary>Discs of many colours over each other and a little noise: edges as in photographs, and another picture for each seed.</summary>
    public static PixelBuffer Scene(int width, int height, int channels, int seed)
    {
        var random = new Random(seed);
        var image = new PixelBuffer(width, height, channels);
        image.Pixels.Fill((byte)random.Next(60, 200));
        for (var disc = 0; disc < 12; disc++)
        {
            var (left, top, radius) = (random.NextDouble(), random.NextDouble(), 0.1 + (0.25 * random.NextDouble()));
            var colour = new byte[channels];
            random.NextBytes(colour);
            for (var i = 0; i < width * height; i++)
            {
                var (x, y) = ((((i % width) + 0.5) / width) - left, (((i / width) + 0.5) / height) - top);
                if ((x * x) + (y * y) < radius * radius)
                    colour.CopyTo(image.Pixels[(i * channels)..]);
            }
        }

        foreach (ref var value in image.Pixels)
            value = (byte)Math.Clamp(value + random.Next(-3, 4), 0, 255);

        return image;
    }

    public static byte[] Png(int width = 8, int height = 8, int seed = 0) => Encode(Ramp(width, height, 3, seed), SKEncodedImageFormat.Png);

    public static byte[] Jpeg(int width = 16, int height = 16, int seed = 0) => Encode(Ramp(width, height, 3, seed), SKEncodedImageFormat.Jpeg);

    /// <summary>Encodes three channels as colour and one as gray.</summary>
    public static byte[] Encode(PixelBuffer image, SKEncodedImageFormat format, int quality = 95, byte alpha = 255)
    {
        var type = image.Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888;
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, type, alpha == 255 ? SKAlphaType.Opaque : SKAlphaType.Unpremul));
        var target = bitmap.GetPixelSpan();
        for (var y = 0; y < image.Height; y++)
        {
            var row = target.Slice(y * bitmap.RowBytes, bitmap.RowBytes);
            for (var x = 0; x < image.Width; x++)
                WritePixel(image, x, y, alpha, row);
        }

        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    public static PixelBuffer Decode(ReadOnlySpan<byte> encoded)
    {
        var fault = new ImageDecoder(DecodeLimits.Default).Decode(encoded, out var pixels, out _);
        fault.Should().BeNull();
        return pixels!;
    }

    private static void WritePixel(PixelBuffer image, int x, int y, byte alpha, Span<byte> row)
    {
        var from = image.Row(y).Slice(x * image.Channels, image.Channels);
        if (image.Channels == 1)
        {
            row[x] = from[0];
            return;
        }

        from.CopyTo(row[(4 * x)..]);
        row[(4 * x) + 3] = alpha;
    }
}
