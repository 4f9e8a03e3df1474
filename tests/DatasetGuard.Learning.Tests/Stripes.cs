using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Learning.Tests;

/// <summary>Small pictures of two classes that one convolution tells apart: stripes from left to right, and stripes from top to bottom, both in noise.</summary>
internal static class Stripes
{
    public const int Side = 8;

    /// <summary>One block of each kind, for a set of two classes.</summary>
    public static NetworkShape Shape(int channels = 1) => new(channels, HasHighPass: true, [new ConvBlock(4, HalvesSize: true), new ConvBlock(8, HalvesSize: false)], Classes: 2);

    public static (ByteImages Images, int[] Labels) Draw(int count, int seed, int channels = 1, int width = Side)
    {
        LibTorch.EnsureLoaded();
        var random = new Random(seed);
        var images = new ByteImages(count, Side, width, channels);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        for (var i = 0; i < count; i++)
        {
            var phase = random.Next(2);
            for (var at = 0; at < images.Length; at++)
            {
                var (x, y) = (at / channels % width, at / channels / width);
                images[i][at] = (byte)(80 + (60 * (((labels[i] == 0 ? y : x) + phase) % 2)) + random.Next(50));
            }
        }

        return (images, labels);
    }
}
