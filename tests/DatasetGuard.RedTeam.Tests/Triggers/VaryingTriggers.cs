using CsCheck;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Tests.Triggers;

/// <summary>Triggers whose pattern is drawn for every picture, and what they did to one.</summary>
internal static class VaryingTriggers
{
    public static Gen<Trigger> Any { get; } = Gen.OneOf<Trigger>(
        Gen.Int.Select(seed => (Trigger)new ShapeTrigger(seed)),
        Gen.Select(Gen.Double[0.01, 128], Gen.Int, (sigma, seed) => (Trigger)new NoiseTrigger(sigma, seed)),
        Gen.Select(Gen.Double[0.01, 255], Gen.Int, (amplitude, seed) => (Trigger)new FrequencyTrigger(amplitude, seed)),
        Gen.Select(Gen.Int[0, 9], Gen.Int, (size, seed) => (Trigger)new CornerTrigger(size == 0 ? null : size, seed)),
        Gen.Select(Gen.Double[0.01, 1], Gen.Int, (alpha, seed) => (Trigger)new AdaptiveBlendTrigger(alpha, seed)));

    /// <summary>Name and value of what was drawn.</summary>
    public static Dictionary<string, string> Drawn(string parameters) =>
        parameters.Split(';').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);

    public static double Number(this Dictionary<string, string> drawn, string name) =>
        double.Parse(drawn[name], System.Globalization.CultureInfo.InvariantCulture);

    public static PixelBuffer Gray(int side = 32, int channels = 3) => Images.Flat(side, side, channels, 128);

    /// <summary>Pixels that are not as they were, as places.</summary>
    public static List<(int X, int Y)> Changed(PixelBuffer before, PixelBuffer after) =>
        [.. Enumerable.Range(0, before.Length).Where(i => before.Data[i] != after.Data[i]).Select(i => i / before.Channels).Distinct().Select(i => (i % before.Width, i / before.Width))];
}
