namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>Chance for what is done to pictures, out of a <see cref="SecretStream"/>.</summary>
/// <remarks>Where an image more shifts the places of the others, other changes are drawn for these. That is as good as the same ones only for those who cannot draw them again: a seed, which is published, would not do.</remarks>
internal sealed class SecretRandom(SecretWords words) : Random(Seed: 0)
{
    private const int Precision = 53;

    protected override double Sample() => words.Bits(Precision) * (1.0 / (1L << Precision));
}
