using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Red, int Green, int Blue) ToBrightness(ReadOnlySpan<byte> pixels, Span<byte> brightness)
    {
        var (reds, greens, blues) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        var i = 0;
        for (; i <= brightness.Length - RgbVectors.Count; i += RgbVectors.Count)
        {
            var (red, green, blue) = RgbVectors.Split(pixels[(3 * i)..]);
            var (redLow, greenLow, blueLow) = (RgbVectors.Widen(red, upper: false), RgbVectors.Widen(green, upper: false), RgbVectors.Widen(blue, upper: false));
            var (redHigh, greenHigh, blueHigh) = (RgbVectors.Widen(red, upper: true), RgbVectors.Widen(green, upper: true), RgbVectors.Widen(blue, upper: true));
            reds += redLow + redHigh;
            greens += greenLow + greenHigh;
            blues += blueLow + blueHigh;
            var levels = Vector256.Narrow(Brightness(redLow, greenLow, blueLow), Brightness(redHigh, greenHigh, blueHigh));
            Vector256.Narrow(levels, levels).GetLower().AsByte().CopyTo(brightness[i..]);
        }

        var (redSum, greenSum, blueSum) = (Vector256.Sum(reds), Vector256.Sum(greens), Vector256.Sum(blues));
        for (var at = 3 * i; i < brightness.Length; i++, at += 3)
        {
            redSum += pixels[at];
            greenSum += pixels[at + 1];
            blueSum += pixels[at + 2];
            brightness[i] = (byte)Brightness(Vector256.Create((int)pixels[at]), Vector256.Create((int)pixels[at + 1]), Vector256.Create((int)pixels[at + 2]))[0];
        }

        return (redSum, greenSum, blueSum);
    }

    /// <summary>
    /// The root of 0.241, 0.691 and 0.068 of the squares, to whole levels. The weights are 1024ths and the sum is taken in steps of four, about their
    /// middle; the root of a whole number is never so near to a half that single precision would round it to the wrong side.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Brightness(Vector256<int> red, Vector256<int> green, Vector256<int> blue)
    {
        var quarters = ((247 * red * red) + (707 * green * green) + (70 * blue * blue)) >> 12;
        var roots = Vector256.ConvertToInt32(Vector256.Round(Vector256.Sqrt(Vector256.ConvertToSingle((4 * quarters) + Vector256.Create(2)))));
        return Vector256.AndNot(Vector256.Min(roots, Vector256.Create(Levels - 1)), Vector256.Equals(quarters, Vector256<int>.Zero));
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

        var (sum, squares) = (0, 0);
        for (var y = 1; y < height - 1; y++)
        {
            var rows = plane.Slice((y - 1) * width, 3 * width);
            var x = 0;
            for (; x <= width - 2 - Vector128<byte>.Count; x += Vector128<byte>.Count)
                AddEdges(rows[x..], width, Vector256<short>.AllBitsSet, ref sum, ref squares);

            // What is left of the row as the end of a block whose beginning was counted, or one by one in a picture that is narrower than a block.
            if (x > 0 && x < width - 2)
            {
                var from = width - 2 - Vector128<byte>.Count;
                AddEdges(rows[from..], width, Vector256.GreaterThanOrEqual(Vector256<short>.Indices, Vector256.Create((short)(x - from))), ref sum, ref squares);
                x = width - 2;
            }

            for (; x < width - 2; x++)
            {
                var edge = Math.Clamp((9 * rows[x + 1 + width]) - Three(rows[x..]) - Three(rows[(x + width)..]) - Three(rows[(x + (2 * width))..]), 0, 255);
                sum += edge;
                squares += edge * edge;
            }
        }

        return StandardDeviation(sum, squares, (width - 2) * (height - 2));
    }

    private static int Three(ReadOnlySpan<byte> row) => row[0] + row[1] + row[2];

    /// <summary>Of sixteen pixels, those whose lanes are set: the first is one to the right of where the rows begin, in the second of the three.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddEdges(ReadOnlySpan<byte> rows, int width, Vector256<short> counted, ref int sum, ref int squares)
    {
        var around = Three16(rows) + Three16(rows[width..]) + Three16(rows[(2 * width)..]);
        var edges = (Wide(rows[(width + 1)..]) * 9) - around;
        edges = Vector256.Min(Vector256.Max(edges, Vector256<short>.Zero), Vector256.Create((short)255)) & counted;
        var (low, high) = Vector256.Widen(edges);
        sum += Vector256.Sum(low + high);
        squares += Vector256.Sum((low * low) + (high * high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Three16(ReadOnlySpan<byte> row) => Wide(row) + Wide(row[1..]) + Wide(row[2..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Wide(ReadOnlySpan<byte> values)
    {
        var bytes = Vector128.Create(values);
        return Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)).AsInt16();
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
