using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Verification;

/// <summary>The mean over a square around each pixel, channel by channel; at the border over the part of the square that is in the picture.</summary>
internal static class BoxBlur
{
    /// <param name="image">One image of <paramref name="images"/>.</param>
    /// <param name="images">Its size.</param>
    /// <param name="radius">The square's side is twice this and one.</param>
    public static float[] Apply(ReadOnlySpan<byte> image, ByteImages images, int radius)
    {
        var (height, width, channels) = (images.Height, images.Width, images.Channels);
        var sums = new float[(height + 1) * (width + 1)];
        var result = new float[image.Length];
        for (var channel = 0; channel < channels; channel++)
        {
            for (var y = 0; y < height; y++)
            {
                var line = 0f;
                for (var x = 0; x < width; x++)
                {
                    line += image[(((y * width) + x) * channels) + channel];
                    sums[((y + 1) * (width + 1)) + x + 1] = sums[(y * (width + 1)) + x + 1] + line;
                }
            }

            for (var y = 0; y < height; y++)
            {
                var (top, bottom) = (Math.Max(0, y - radius), Math.Min(height, y + radius + 1));
                for (var x = 0; x < width; x++)
                {
                    var (left, right) = (Math.Max(0, x - radius), Math.Min(width, x + radius + 1));
                    var sum = sums[(bottom * (width + 1)) + right] - sums[(top * (width + 1)) + right] - sums[(bottom * (width + 1)) + left] + sums[(top * (width + 1)) + left];
                    result[(((y * width) + x) * channels) + channel] = sum / ((bottom - top) * (right - left));
                }
            }
        }

        return result;
    }
}
