using System.Runtime.CompilerServices;

namespace DatasetGuard.Core.Imaging;

/// <summary>Measures <see cref="AppearanceFacts"/>, by the formulas of CleanVision 0.3, in one pass over the colours and one over the edges.</summary>
/// <remarks>
/// Deviations: entropy is that of the brightness, so that gray counts the same whether stored as gray or as colour; the edge map is taken
/// from the brightness and without the outermost pixels; pictures are shrunk by area. The loops are compiled with full optimisation at
/// once: a scan of small pictures would be half over before the runtime noticed that they are hot.
/// </remarks>
internal static class AppearanceMeter
{
    /// <summary>Largest side in pixels that is measured.</summary>
    public const int MaxSide = 128;

    /// <summary>Sharpness depends on the scale: it is taken at most at this side.</summary>
    private const int MaxEdgeSide = 64;

    private const int Levels = 256;

    /// <summary>CleanVision's normalising factor and the least weight that a histogram's unevenness needs.</summary>
    private const double Normalising = 0.01;
    private const double MinimumUnevenness = 0.18;

    /// <summary>Brightness by a quarter of the weighted sum of squares, so that the table fits the first-level cache.</summary>
    private static readonly byte[] Roots = [0, .. Enumerable.Range(1, Levels * Levels / 4).Select(quarter => (byte)Math.Min(255, Math.Round(Math.Sqrt((4 * quarter) + 2))))];

    /// <summary>c log2 c for the counts that most levels have.</summary>
    private static readonly double[] Weighted = [0, .. Enumerable.Range(1, 1023).Select(count => count * Math.Log2(count))];

    /// <param name="image">At most <see cref="MaxSide"/> pixels a side.</param>
    [SkipLocalsInit]
    public static AppearanceFacts Measure(PixelBuffer image)
    {
        if (image.Width > MaxSide || image.Height > MaxSide)
            throw new ArgumentOutOfRangeException(nameof(image), $"{image.Width} x {image.Height}", $"At most {MaxSide} pixels a side are measured.");

        Span<byte> memory = stackalloc byte[MaxSide * MaxSide];
        var brightness = memory[..(image.Width * image.Height)];
        var (red, green, blue) = image.Channels == 1 ? CopyGray(image.Pixels, brightness) : ToBrightness(image.Pixels, brightness);

        Span<int> histogram = stackalloc int[Levels];
        Count(brightness, histogram);
        var scale = 1f / (255 * brightness.Length);
        return new AppearanceFacts
        {
            LowBrightness = Percentile(histogram, brightness.Length, 0.05) / 255f,
            HighBrightness = Percentile(histogram, brightness.Length, 0.99) / 255f,
            Entropy = Entropy(histogram, brightness.Length),
            Sharpness = Sharpness(brightness, image.Width, image.Height, histogram),
            Red = red * scale,
            Green = green * scale,
            Blue = blue * scale,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Red, int Green, int Blue) CopyGray(ReadOnlySpan<byte> pixels, Span<byte> brightness)
    {
        pixels.CopyTo(brightness);
        var sum = 0;
        foreach (var value in pixels)
            sum += value;

        return (sum, sum, sum);
    }

    /// <summary>The weights are 1024ths: 0.241, 0.691 and 0.068.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Red, int Green, int Blue) ToBrightness(ReadOnlySpan<byte> pixels, Span<byte> brightness)
    {
        var (reds, greens, blues) = (0, 0, 0);
        var roots = Roots.AsSpan();
        for (var i = 0; i < brightness.Length; i++)
        {
            int red = pixels[0], green = pixels[1], blue = pixels[2];
            pixels = pixels[3..];
            reds += red;
            greens += green;
            blues += blue;
            brightness[i] = roots[((247 * red * red) + (707 * green * green) + (70 * blue * blue)) >> 12];
        }

        return (reds, greens, blues);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(ReadOnlySpan<byte> values, Span<int> histogram)
    {
        histogram.Clear();
        foreach (var value in values)
            histogram[value]++;
    }

    /// <summary>The least level that the given share of the pixels does not exceed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Percentile(ReadOnlySpan<int> histogram, int total, double share)
    {
        var wanted = share * total;
        var level = 0;
        for (var below = histogram[0]; below < wanted; below += histogram[level])
            level++;

        return level;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Entropy(ReadOnlySpan<int> histogram, int total)
    {
        var sum = 0.0;
        var weighted = Weighted.AsSpan();
        foreach (var count in histogram)
            sum += count < weighted.Length ? weighted[count] : count * Math.Log2(count);

        return (float)(Math.Log2(total) - (sum / total));
    }

    /// <summary>
    /// 1 - exp(-0.01 s) for the standard deviation s of the edge map, and the same for that of the histogram's counts where it weighs
    /// anything: drawings on plain ground have few edges and are not blurred.
    /// </summary>
    private static float Sharpness(Span<byte> brightness, int width, int height, Span<int> histogram)
    {
        if (Math.Max(width, height) > MaxEdgeSide)
        {
            (width, height) = Halve(brightness, width, height);
            brightness = brightness[..(width * height)];
            Count(brightness, histogram);
        }

        var edges = 1 - Math.Exp(-Normalising * EdgeDeviation(brightness, width, height));
        var unevenness = 1 - Math.Exp(-Normalising * Deviation(histogram, brightness.Length));
        return (float)Math.Min(1, edges + (unevenness <= MinimumUnevenness ? 0 : unevenness));
    }

    /// <summary>Means of two by two pixels, in place; an odd last row or column is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Width, int Height) Halve(Span<byte> plane, int width, int height)
    {
        var (halfWidth, halfHeight) = (Math.Max(1, width / 2), Math.Max(1, height / 2));
        var (right, down) = (width > 1 ? 1 : 0, height > 1 ? width : 0);
        for (var y = 0; y < halfHeight; y++)
        {
            for (var x = 0; x < halfWidth; x++)
            {
                var from = (2 * y * width) + (2 * x);
                plane[(y * halfWidth) + x] = (byte)((plane[from] + plane[from + right] + plane[from + down] + plane[from + right + down] + 2) / 4);
            }
        }

        return (halfWidth, halfHeight);
    }

    /// <summary>Standard deviation of 8 times each inner pixel less its eight neighbours, cut off at 0 and 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double EdgeDeviation(ReadOnlySpan<byte> plane, int width, int height)
    {
        if (width < 3 || height < 3)
            return 0;

        var (sum, squares) = (0L, 0L);
        for (var y = 1; y < height - 1; y++)
        {
            var above = plane.Slice((y - 1) * width, width);
            var here = plane.Slice(y * width, width);
            var below = plane.Slice((y + 1) * width, width);
            var left = above[0] + here[0] + below[0];
            var middle = above[1] + here[1] + below[1];
            for (var x = 1; x < here.Length - 1; x++)
            {
                var right = above[x + 1] + here[x + 1] + below[x + 1];
                var edge = (9 * here[x]) - left - middle - right;

                // Half of all edges are negative, in no order that a processor could foresee: no branch.
                edge = Math.Min(255, edge & ~(edge >> 31));
                sum += edge;
                squares += edge * edge;
                (left, middle) = (middle, right);
            }
        }

        return StandardDeviation(sum, squares, (width - 2) * (height - 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Deviation(ReadOnlySpan<int> counts, int total)
    {
        var squares = 0L;
        foreach (var count in counts)
            squares += (long)count * count;

        return StandardDeviation(total, squares, counts.Length);
    }

    private static double StandardDeviation(long sum, long squares, int count)
    {
        var mean = (double)sum / count;
        return Math.Sqrt(Math.Max(0, ((double)squares / count) - (mean * mean)));
    }
}
