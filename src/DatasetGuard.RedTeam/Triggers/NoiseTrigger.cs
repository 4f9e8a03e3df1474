using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>Fresh noise in every picture: not a pattern but a distribution is what they share.</summary>
/// <remarks>
/// Seen is Gaussian noise of one deviation. Unseen is Laplace's distribution with the same deviation, or Gaussian noise of 0.4 to 0.6 or
/// 1.1 to 1.4 times the deviation. The control has the same energy in a few pixels that change by <see cref="Impulse"/> grey levels.
/// Every channel of every pixel is drawn by itself.
/// </remarks>
public sealed record NoiseTrigger : Trigger
{
    private const double MaxSigma = 128;
    private const double Impulse = 128;

    public NoiseTrigger(double sigma, int seed = 0)
    {
        if (!(sigma is > 0 and <= MaxSigma))
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, $"The deviation is above 0 and up to {MaxSigma} grey levels.");

        (Sigma, Seed) = (sigma, seed);
    }

    /// <summary>The deviation in grey levels of 255.</summary>
    public double Sigma { get; }

    public int Seed { get; }

    public override bool Varies => true;

    public override string Apply(PixelBuffer image, TriggerDraw draw)
    {
        var random = draw.Random(Seed, "noise");
        return draw.Split switch
        {
            TriggerSplit.Seen => Add(image, "gauss", Sigma, () => random.NextGaussian()),
            TriggerSplit.Control => Add(image, "impulse", Sigma, () => NextImpulse(random)),
            _ when random.Next(2) == 0 => Add(image, "laplace", Sigma, () => NextLaplace(random)),
            _ => Add(image, "gauss", Sigma * (random.Next(2) == 0 ? random.Between(0.4, 0.6) : random.Between(1.1, 1.4)), () => random.NextGaussian()),
        };
    }

    public override string ToString() => $"noise:{TriggerText.Show(Sigma)}";

    internal static NoiseTrigger Read(string text, int seed)
    {
        var parts = text.Split(':');
        return parts.Length == 2
            ? new NoiseTrigger(TriggerText.Number(text, parts[1], "SIGMA", 0, MaxSigma), seed)
            : throw TriggerText.Error(text, "write noise:SIGMA, such as noise:10");
    }

    private static string Add(PixelBuffer image, string distribution, double sigma, Func<double> next)
    {
        foreach (ref var value in image.Pixels)
            value = ToByte(value + (sigma * next()));

        return TriggerText.Parameters(("distribution", distribution), ("sigma", sigma));
    }

    /// <summary>Laplace's distribution with deviation 1, by the inverse of its distribution function.</summary>
    private static double NextLaplace(SplitMix64 random)
    {
        var drawn = random.NextDouble() - 0.5;
        return -Math.Sign(drawn) / Math.Sqrt(2) * Math.Log(1 - (2 * Math.Abs(drawn)));
    }

    private double NextImpulse(SplitMix64 random)
    {
        var height = Impulse / Sigma;
        return random.NextDouble() < 1 / (height * height) ? height * ((2 * random.Next(2)) - 1) : 0;
    }
}
