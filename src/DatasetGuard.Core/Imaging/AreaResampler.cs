using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DatasetGuard.Core.Imaging;

/// <summary>Resizes by area: every target pixel is the mean of the source area that it covers (a box filter).</summary>
/// <remarks>Exact in integers where the sides divide evenly, so that shrinking by two is the mean of four pixels, rounded.</remarks>
public static class AreaResampler
{
    public static PixelBuffer Resize(PixelBuffer image, int width, int height)
    {
        if (image.Width == width && image.Height == height)
            return image.Clone();

        var columns = Shares(image.Width, width);
        var rows = Shares(image.Height, height);
        var channels = image.Channels;
        var result = new PixelBuffer(width, height, channels);
        var line = new float[(image.Width * channels) + Vector128<float>.Count];
        for (var y = 0; y < height; y++)
        {
            MeanOfRows(image, rows[y], line);
            MeanOfColumns(line, columns, channels, result.Pixels.Slice(y * width * channels, width * channels));
        }

        return result;
    }

    /// <summary>The weighted sum of source rows, all rows of a few columns at a time, so that the sums stay in registers.</summary>
    /// <remarks>Compiled in full at once, as it runs over every image: the first thousands would cost many times as much.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MeanOfRows(PixelBuffer image, (int First, float[] Weights) share, float[] line)
    {
        var length = image.Width * image.Channels;
        ReadOnlySpan<byte> rows = image.Pixels.Slice(share.First * length, share.Weights.Length * length);
        ref var from = ref MemoryMarshal.GetReference(rows);
        ref var to = ref MemoryMarshal.GetArrayDataReference(line);
        var i = 0;
        for (; i <= length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (left, right) = (Vector256<float>.Zero, Vector256<float>.Zero);
            var at = i;
            foreach (var weight in share.Weights)
            {
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)at));
                left += ToSingle(low) * weight;
                right += ToSingle(high) * weight;
                at += length;
            }

            left.StoreUnsafe(ref to, (nuint)i);
            right.StoreUnsafe(ref to, (nuint)(i + Vector256<float>.Count));
        }

        for (; i < length; i++)
        {
            var sum = 0f;
            var at = i;
            foreach (var weight in share.Weights)
            {
                sum += weight * rows[at];
                at += length;
            }

            line[i] = sum;
        }
    }

    private static Vector256<float> ToSingle(Vector128<ushort> values)
    {
        var (low, high) = Vector128.Widen(values);
        return Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MeanOfColumns(float[] line, (int First, float[] Weights)[] columns, int channels, Span<byte> target)
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(line);
        var at = 0;
        foreach (var (first, weights) in columns)
        {
            // All channels of one pixel at once, and what follows them in the line.
            var sum = Vector128<float>.Zero;
            var index = first * channels;
            foreach (var weight in weights)
            {
                sum += Vector128.LoadUnsafe(ref from, (nuint)index) * weight;
                index += channels;
            }

            var mean = Vector128.ConvertToInt32(sum + Vector128.Create(0.5f));
            target[at] = (byte)mean.GetElement(0);
            if (channels == 3)
            {
                target[at + 1] = (byte)mean.GetElement(1);
                target[at + 2] = (byte)mean.GetElement(2);
            }

            at += channels;
        }
    }

    /// <summary>For each target pixel the first source pixel and the shares (sum 1) of those that it covers.</summary>
    private static (int First, float[] Weights)[] Shares(int source, int target)
    {
        var shares = new (int, float[])[target];
        var scale = (double)source / target;
        for (var i = 0; i < target; i++)
        {
            var (from, to) = (i * scale, (i + 1) * scale);
            var first = (int)from;
            var last = Math.Min(source - 1, (int)Math.Ceiling(to) - 1);
            var weights = new float[Math.Max(1, last - first + 1)];
            for (var k = 0; k < weights.Length; k++)
                weights[k] = (float)((Math.Min(to, first + k + 1) - Math.Max(from, first + k)) / scale);

            shares[i] = (first, weights);
        }

        return shares;
    }
}
