using System.Numerics.Tensors;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Verification;

/// <summary>Puts what one image carries onto another.</summary>
internal static class Transplant
{
    private const int TileRadius = 4;

    /// <summary>Copies a square to the same place.</summary>
    public static void CopyWindow(ReadOnlySpan<byte> from, Span<byte> to, ByteImages images, (int X, int Y) corner, int side)
    {
        for (var y = corner.Y; y < corner.Y + side; y++)
        {
            var at = ((y * images.Width) + corner.X) * images.Channels;
            from.Slice(at, side * images.Channels).CopyTo(to[at..]);
        }
    }

    /// <summary>
    /// The residual x - box9(x) of the image's flattest square of half the shorter side, mirrored to the full size: noise, texture or a faint pattern
    /// without the object that the image shows.
    /// </summary>
    public static float[] Tile(ReadOnlySpan<byte> image, ByteImages images)
    {
        var residual = BoxBlur.Apply(image, images, TileRadius);
        for (var i = 0; i < residual.Length; i++)
            residual[i] = image[i] - residual[i];

        var (height, width, channels) = (images.Height, images.Width, images.Channels);
        var side = Math.Min(height, width) / 2;
        var (x0, y0) = FlattestSquare(residual, images, side);
        var tile = new float[residual.Length];
        for (var y = 0; y < height; y++)
        {
            var fromY = y0 + Mirrored(y, side);
            for (var x = 0; x < width; x++)
            {
                var from = ((fromY * width) + x0 + Mirrored(x, side)) * channels;
                residual.AsSpan(from, channels).CopyTo(tile.AsSpan(((y * width) + x) * channels));
            }
        }

        return tile;
    }

    /// <summary>to = clip(host + tile).</summary>
    public static void Add(ReadOnlySpan<byte> host, float[] tile, Span<byte> to)
    {
        for (var i = 0; i < tile.Length; i++)
            to[i] = (byte)Math.Clamp(MathF.Round(host[i] + tile[i]), 0, 255);
    }

    private static int Mirrored(int at, int length)
    {
        var turn = at % (2 * length);
        return turn < length ? turn : (2 * length) - 1 - turn;
    }

    private static (int X, int Y) FlattestSquare(float[] residual, ByteImages images, int side)
    {
        var (width, channels) = (images.Width, images.Channels);
        var best = ((0, 0), float.PositiveInfinity);
        for (var y = 0; y <= images.Height - side; y++)
        {
            for (var x = 0; x <= width - side; x++)
            {
                var energy = 0f;
                for (var line = y; line < y + side; line++)
                    energy += TensorPrimitives.SumOfSquares(residual.AsSpan(((line * width) + x) * channels, side * channels));
                if (energy < best.Item2)
                    best = ((x, y), energy);
            }
        }

        return best.Item1;
    }
}
