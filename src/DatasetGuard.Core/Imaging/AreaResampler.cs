using System.Runtime.CompilerServices;

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
        var line = new float[image.Width * channels];
        for (var y = 0; y < height; y++)
        {
            MeanOfRows(image, rows[y], line);
            var target = result.Pixels.Slice(y * width * channels, width * channels);
            for (var x = 0; x < width; x++)
            {
                for (var channel = 0; channel < channels; channel++)
                    target[(x * channels) + channel] = (byte)(Mean(line, columns[x], channels, channel) + 0.5f);
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
        {
            var row = image.Row(share.First + k);
            var weight = share.Weights[k];
            for (var i = 0; i < line.Length; i++)
                line[i] += weight * row[i];
        }
    }

    private static float Mean(float[] line, (int First, float[] Weights) share, int channels, int channel)
    {
        var sum = 0f;
        var index = (share.First * channels) + channel;
        foreach (var weight in share.Weights)
        {
            sum += weight * line[index];
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
