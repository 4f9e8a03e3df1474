using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

/// <summary>Proofs by given flip rates, of which random images have none.</summary>
internal static class Proofs
{
    public static BackdoorProof OfSquares(float[] rates, int classes = 10) => Of(rates, new float[rates.Length], classes) with { IsLocal = true };

    public static BackdoorProof OfPatterns(float[] rates) => Of(new float[rates.Length], rates, classes: 10);

    private static BackdoorProof Of(float[] squares, float[] patterns, int classes)
    {
        var random = new Transplants(new int[squares.Length], [], new float[squares.Length], new float[squares.Length]) { Classes = classes };
        return new BackdoorProof
        {
            Class = 0,
            Signal = "test",
            IsLocal = false,
            HasLearned = true,
            KnowsClasses = true,
            IsTypical = false,
            Proposed = random with { WindowFlips = squares, TileFlips = patterns },
            Random = random,
            Hosts = [],
        };
    }
}
