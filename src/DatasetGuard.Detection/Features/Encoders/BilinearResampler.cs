using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>Enlarges as the usual training pipelines do: pixel centres, no corner alignment, the edge goes on.</summary>
internal static class BilinearResampler
{
    public static PixelBuffer Resize(PixelBuffer picture, int width, int height)
    {
        var (columns, rows) = (Weights(picture.Width, width), Weights(picture.Height, height));
        var channels = picture.Channels;
        var result = new PixelBuffer(width, height, channels);
        for (var y = 0; y < height; y++)
        {
            var (top, bottom, down) = rows[y];
            var above = picture.Row(top);
            var below = picture.Row(bottom);
            for (var x = 0; x < width; x++)
            {
                var (left, right, across) = columns[x];
                for (var channel = 0; channel < channels; channel++)
                {
                    var (a, b) = ((left * channels) + channel, (right * channels) + channel);
                    var upper = above[a] + (across * (above[b] - above[a]));
                    var lower = below[a] + (across * (below[b] - below[a]));
                    result.Data[(((y * width) + x) * channels) + channel] = (byte)(upper + (down * (lower - upper)) + 0.5f);
                }
            }
        }

        return result;
    }

    private static (int First, int Second, float Share)[] Weights(int source, int target)
    {
        var weights = new (int, int, float)[target];
        for (var i = 0; i < target; i++)
        {
            var place = Math.Clamp(((i + 0.5f) * source / target) - 0.5f, 0, source - 1);
            var first = (int)place;
            weights[i] = (first, Math.Min(first + 1, source - 1), place - first);
        }

        return weights;
    }
}
