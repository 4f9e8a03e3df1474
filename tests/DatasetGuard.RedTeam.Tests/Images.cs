using CsCheck;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Tests;

internal static class Images
{
    /// <summary>Gray or colour.</summary>
    public static Gen<int> Channels { get; } = Gen.Bool.Select(isGray => isGray ? 1 : 3);

    public static PixelBuffer Flat(int width, int height, int channels, byte value)
    {
        var image = new PixelBuffer(width, height, channels);
        image.Pixels.Fill(value);
        return image;
    }

    public static PixelBuffer Noise(int width, int height, int channels, int seed)
    {
        var image = new PixelBuffer(width, height, channels);
        SplitMix64.For(seed, "test noise").Fill(image.Pixels);
        return image;
    }
}
