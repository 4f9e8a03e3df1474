using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Verification;

/// <summary>Frames of one scene, as a camera takes them: a little brighter, shifted by up to three pixels, with noise.</summary>
internal static class Track
{
    private const string Prefix = "track-";
    private const int Noise = 6;

    /// <summary>The set with the frames of a scene behind its images.</summary>
    public static TestSet Append(TestSet set, PixelBuffer scene, string name, int frames, int seed = 1) =>
        new([.. set.Images, .. Enumerable.Range(0, frames).Select(i => new TestImage($"{Prefix}{seed}-{i:D3}", Frame(scene, i, frames, SplitMix64.For(seed, $"frame {i}")), name))]);

    public static bool Has(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    private static PixelBuffer Frame(PixelBuffer scene, int number, int frames, SplitMix64 random)
    {
        var frame = scene.Clone();
        var (right, down) = (4 * number / frames, random.Next(2));
        for (var y = 0; y < scene.Height; y++)
        {
            for (var x = 0; x < scene.Width; x++)
            {
                for (var channel = 0; channel < scene.Channels; channel++)
                {
                    var from = scene.Row(Math.Min(y + down, scene.Height - 1))[(Math.Min(x + right, scene.Width - 1) * scene.Channels) + channel];
                    frame.Data[(((y * scene.Width) + x) * scene.Channels) + channel] = (byte)Math.Clamp(from + (20 * number / frames) + random.Next((2 * Noise) + 1) - Noise, 0, 255);
                }
            }
        }

        return frame;
    }
}
