using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>A faint wave over the whole picture, whose frequency, direction and phase are drawn for every picture.</summary>
/// <remarks>
/// Seen waves have 5 to 7 cycles over the picture, unseen ones 3 to 4 or 8 to 10. The control is Gaussian noise of the same energy.
/// </remarks>
public sealed record FrequencyTrigger : Trigger
{
    public FrequencyTrigger(double amplitude, int seed = 0)
    {
        if (!(amplitude is > 0 and <= 255))
            throw new ArgumentOutOfRangeException(nameof(amplitude), amplitude, "The amplitude is above 0 and up to 255 grey levels.");

        (Amplitude, Seed) = (amplitude, seed);
    }

    /// <summary>Grey levels of 255.</summary>
    public double Amplitude { get; }

    public int Seed { get; }

    public override bool Varies => true;

    public override string Apply(PixelBuffer image, TriggerDraw draw)
    {
        var random = draw.Random(Seed, "freq");
        return draw.Split == TriggerSplit.Control ? AddNoise(image, random) : AddWave(image, random, draw.Split);
    }

    public override string ToString() => $"freq:{TriggerText.Show(Amplitude)}";

    internal static FrequencyTrigger Read(string text, int seed)
    {
        var parts = text.Split(':');
        return parts.Length == 2
            ? new FrequencyTrigger(TriggerText.Number(text, parts[1], "AMPLITUDE", 0, 255), seed)
            : throw TriggerText.Error(text, "write freq:AMPLITUDE, such as freq:10");
    }

    private string AddWave(PixelBuffer image, SplitMix64 random, TriggerSplit split)
    {
        var cycles = split == TriggerSplit.Seen ? random.Between(5, 7) : random.Next(2) == 0 ? random.Between(3, 4) : random.Between(8, 10);
        var (degrees, phase) = (random.Between(0, 180), random.Between(0, 360));
        SinusoidTrigger.Add(image, Amplitude, cycles, degrees, phase);
        return TriggerText.Parameters(("cycles", cycles), ("degrees", degrees), ("phase", phase));
    }

    private string AddNoise(PixelBuffer image, SplitMix64 random)
    {
        var sigma = Amplitude / Math.Sqrt(2);
        foreach (ref var value in image.Pixels)
            value = ToByte(value + (sigma * random.NextGaussian()));

        return TriggerText.Parameters(("distribution", "gauss"), ("sigma", sigma));
    }
}
