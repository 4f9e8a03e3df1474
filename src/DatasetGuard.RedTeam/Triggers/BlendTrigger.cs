using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>One fixed picture of random noise, mixed into every picture: x becomes (1 - alpha) x + alpha noise.</summary>
/// <remarks>
/// The "Blended Injection Strategy" with the random pattern of Chen, Liu, Li, Lu and Song, "Targeted Backdoor Attacks on Deep Learning
/// Systems Using Data Poisoning" (2017, arXiv 1712.05526), section 5. Noise values are uniform over 0..255, drawn plane by plane at the
/// size of the picture: pictures of one size share their noise, and a gray one takes the plane of red.
/// </remarks>
public sealed record BlendTrigger : Trigger
{
    public BlendTrigger(double alpha, int seed = 0)
    {
        if (!(alpha is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The share of the noise is above 0 and up to 1.");

        Alpha = alpha;
        Seed = seed;
    }

    /// <summary>The share of the noise, above 0 and up to 1.</summary>
    public double Alpha { get; }

    public int Seed { get; }

    /// <remarks>The control is another picture of noise.</remarks>
    public override string Apply(PixelBuffer image, TriggerDraw draw)
    {
        // Drawn anew for each picture: that costs less than keeping the noise of every size there is.
        var random = SplitMix64.For(Seed, draw.Split == TriggerSplit.Control ? "blend control" : "blend noise");
        Span<byte> row = image.Width <= 4096 ? stackalloc byte[image.Width] : new byte[image.Width];
        for (var channel = 0; channel < image.Channels; channel++)
        {
            for (var y = 0; y < image.Height; y++)
            {
                random.Fill(row);
                Mix(image, row, y, channel);
            }
        }

        return "";
    }

    public override string ToString() => $"blend:{TriggerText.Show(Alpha)}";

    internal static BlendTrigger Read(string text, int seed)
    {
        var parts = text.Split(':');
        return parts.Length == 2
            ? new BlendTrigger(TriggerText.Number(text, parts[1], "ALPHA", 0, 1), seed)
            : throw TriggerText.Error(text, "write blend:ALPHA, such as blend:0.1");
    }

    private void Mix(PixelBuffer image, ReadOnlySpan<byte> noise, int y, int channel)
    {
        var at = (y * image.Width * image.Channels) + channel;
        for (var x = 0; x < noise.Length; x++, at += image.Channels)
            image.Data[at] = ToByte(((1 - Alpha) * image.Data[at]) + (Alpha * noise[x]));
    }
}
