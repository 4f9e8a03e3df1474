using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>What is left of images without their colours and without what is bright and what is dark: where edges are, in four directions.</summary>
/// <remarks>
/// The absolute differences of neighbouring pixels' brightness, averaged over 2 x 2 pixels and divided by the image's own mean: a negative has the same ones, and a turned
/// hue, gray or a tint changes them little. The root of it, because few edges are strong.
/// </remarks>
internal static class EdgeMaps
{
    /// <summary>Across, down, and along both diagonals.</summary>
    public const int Directions = 4;

    /// <summary>Side of the square of pixels whose differences are averaged.</summary>
    private const int Block = 2;

    /// <summary>Keeps the noise of a flat image from being enlarged; in gray levels.</summary>
    private const float LeastContrast = 2;

    /// <summary>Gray levels of a difference that is as strong as the image's mean.</summary>
    private const float MeanLevel = 85;

    private static readonly (int X, int Y)[] Neighbours = [(1, 0), (0, 1), (1, 1), (-1, 1)];

    /// <param name="images">Of at least 2 x 2 pixels.</param>
    /// <returns>Half the width and height, rounded down, with a channel for each direction.</returns>
    public static ByteImages Of(ByteImages images)
    {
        var result = new ByteImages(images.Count, images.Height / Block, images.Width / Block, Directions);
        var brightness = new float[images.Height * images.Width];
        var edges = new float[result.Length];
        for (var i = 0; i < images.Count; i++)
        {
            Brightness(images[i], images.Channels, brightness);
            Differences(brightness, images.Width, images.Height, edges, result.Width);
            Quantise(edges, result[i]);
        }

        return result;
    }

    private static void Brightness(ReadOnlySpan<byte> pixels, int channels, Span<float> brightness)
    {
        for (var i = 0; i < brightness.Length; i++)
        {
            var pixel = pixels.Slice(i * channels, channels);
            brightness[i] = channels == 3 ? (0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2]) : pixel[0];
        }
    }

    private static void Differences(ReadOnlySpan<float> brightness, int width, int height, Span<float> edges, int edgesWidth)
    {
        edges.Clear();
        for (var y = 0; y < height / Block * Block; y++)
        {
            for (var x = 0; x < edgesWidth * Block; x++)
            {
                var target = edges[((((y / Block) * edgesWidth) + (x / Block)) * Directions)..];
                for (var direction = 0; direction < Directions; direction++)
                {
                    var (right, below) = (x + Neighbours[direction].X, y + Neighbours[direction].Y);
                    if (right >= 0 && right < width && below < height)
                        target[direction] += Math.Abs(brightness[(y * width) + x] - brightness[(below * width) + right]) / (Block * Block);
                }
            }
        }
    }

    private static void Quantise(ReadOnlySpan<float> edges, Span<byte> target)
    {
        var mean = 0f;
        foreach (var edge in edges)
            mean += edge / edges.Length;

        for (var i = 0; i < edges.Length; i++)
            target[i] = (byte)Math.Min(byte.MaxValue, MeanLevel * MathF.Sqrt(edges[i] / (mean + LeastContrast)));
    }
}
