namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>What a run by DP-SGD has spent, over the steps that were run.</summary>
/// <param name="Epsilon">Of (epsilon, delta)-differential privacy, for sets that differ by one trained image more or less.</param>
/// <param name="Delta">How likely it may fail.</param>
/// <param name="NoiseMultiplier">The deviation of the noise over the <paramref name="ClipNorm"/>.</param>
/// <param name="SamplingRate">The probability that an image is in a batch.</param>
/// <param name="Steps">Batches.</param>
/// <param name="ClipNorm">What the gradient of an image is shortened to.</param>
public sealed record PrivacySpent(double Epsilon, double Delta, double NoiseMultiplier, double SamplingRate, int Steps, double ClipNorm);
