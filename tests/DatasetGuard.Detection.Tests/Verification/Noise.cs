using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Tests.Verification;

/// <summary>Images in which every pixel is drawn by itself.</summary>
internal static class Noise
{
    public static ByteImages Images(int count, int width, int height, int channels, int seed, int from = 0, int to = 256)
    {
        var random = new Random(seed);
        var images = new ByteImages(count, height, width, channels);
        for (var i = 0; i < count; i++)
        {
            foreach (ref var value in images[i])
                value = (byte)random.Next(from, to);
        }

        return images;
    }
}
