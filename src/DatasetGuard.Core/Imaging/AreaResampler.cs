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
            var target = result.Pixels.Slice(y * width * channels, width * channels);
            for (var x = 0; x < width; x++)
            {
                var mean = Mean(line, columns[x], channels) + Vector128.Create(0.5f);
                for (var channel = 0; channel < channels; channel++)
                    target[(x * channels) + channel] = (byte)mean[channel];
            }
        }

        return result;
    }

    /// <remarks>Compiled in full at once, as it runs over every image: the first thousands would cost many times as much.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MeanOfRows(PixelBuffer image, (int First, float[] Weights) share, float[] line)
    {
        Array.Clear(line);
        for (var k = 0; k < share.Weights.Length; k++)
            AddRow(image.Row(share.First + k), share.Weights[k], line);
    }

    private static void AddRow(ReadOnlySpan<byte> row, float weight, float[] line)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetArrayDataReference(line);
        var i = 0;
        for (; i <= row.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
            Add(low, weight, ref to, i);
            Add(high, weight, ref to, i + Vector128<ushort>.Count);
        }

        for (; i < row.Length; i++)
            line[i] += weight * row[i];
    }

    private static void Add(Vector128<ushort> values, float weight, ref float to, int at)
    {
        var (low, high) = Vector128.Widen(values);
        var wide = Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32());
        (Vector256.LoadUnsafe(ref to, (nuint)at) + (wide * weight)).StoreUnsafe(ref to, (nuint)at);
    }

    /// <summary>All channels of one target pixel, and what follows them in the line.</summary>
    private static Vector128<float> Mean(float[] line, (int First, float[] Weights) share, int channels)
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(line);
        var sum = Vector128<float>.Zero;
        var index = share.First * channels;
        foreach (var weight in share.Weights)
        {
            sum += Vector128.LoadUnsafe(ref from, (nuint)index) * weight;
            index += channels;
        }

        return sum;
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
