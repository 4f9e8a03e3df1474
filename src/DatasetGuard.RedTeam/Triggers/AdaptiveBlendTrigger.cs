using System.Globalization;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>One fixed picture of noise, of which every training picture gets another half, so that no two carry the same.</summary>
/// <remarks>
/// Adap-Blend of Qi, Xie, Wang, Li, Mahloujifar and Mittal, "Revisiting the Assumptions of Latent Separability for Backdoor Defenses"
/// (ICLR 2023), section 4.1: the pattern is cut into 16 pieces, of which training pictures get 8 at random, blended at 0.15, and pictures
/// at test time all, blended at 0.2; here at 4/3 of the share in training. Those of test time are the unseen ones. Their attack has cover
/// images too. The control is all of another picture of noise.
/// </remarks>
public sealed record AdaptiveBlendTrigger : Trigger
{
    public const double DefaultAlpha = 0.15;

    private const int Side = 4;
    private const int Pieces = Side * Side;
    private const double TestStrength = 4.0 / 3;

    public AdaptiveBlendTrigger(double alpha = DefaultAlpha, int seed = 0)
    {
        if (!(alpha is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The share of the noise is above 0 and up to 1.");

        (Alpha, Seed) = (alpha, seed);
    }

    /// <summary>The share of the noise in training pictures, above 0 and up to 1.</summary>
    public double Alpha { get; }

    public int Seed { get; }

    public override bool Varies => true;

    public override string Apply(PixelBuffer image, TriggerDraw draw)
    {
        var isTraining = draw.Split == TriggerSplit.Seen;
        var mask = isTraining ? HalfOfThePieces(draw.Random(Seed, "adaptive blend")) : (1 << Pieces) - 1;
        var blended = image.Clone();
        new BlendTrigger(isTraining ? Alpha : Math.Min(1, TestStrength * Alpha), Seed).Apply(blended, draw);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var piece = (y * Side / image.Height * Side) + (x * Side / image.Width);
                var at = ((y * image.Width) + x) * image.Channels;
                if ((mask >> piece & 1) == 1)
                    blended.Data.AsSpan(at, image.Channels).CopyTo(image.Data.AsSpan(at));
            }
        }

        return TriggerText.Parameters(("pieces", mask.ToString("x4", CultureInfo.InvariantCulture)));
    }

    public override string ToString() => Alpha == DefaultAlpha ? "adaptive-blend" : $"adaptive-blend:{TriggerText.Show(Alpha)}";

    internal static AdaptiveBlendTrigger Read(string text, int seed)
    {
        var parts = text.Split(':');
        return parts.Length <= 2
            ? new AdaptiveBlendTrigger(parts.Length == 2 ? TriggerText.Number(text, parts[1], "ALPHA", 0, 1) : DefaultAlpha, seed)
            : throw TriggerText.Error(text, "write adaptive-blend or adaptive-blend:ALPHA");
    }

    private static int HalfOfThePieces(SplitMix64 random)
    {
        var pieces = Enumerable.Range(0, Pieces).ToArray();
        random.Shuffle(pieces.AsSpan());
        return pieces.Take(Pieces / 2).Sum(piece => 1 << piece);
    }
}
