using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>The batches and the noise of a run by DP-SGD.</summary>
/// <param name="SamplingRate">The probability that an image is in a batch.</param>
/// <param name="StepsPerEpoch">Batches in which as many images are expected as there are.</param>
/// <param name="NoiseMultiplier">The deviation of the noise over the <paramref name="ClipNorm"/>.</param>
/// <param name="ClipNorm">What the gradient of an image is shortened to.</param>
/// <param name="Delta">How likely the promise may fail.</param>
/// <param name="Rows">The images that are trained on.</param>
internal sealed record PrivatePlan(double SamplingRate, int StepsPerEpoch, double NoiseMultiplier, double ClipNorm, double Delta, int[] Rows)
{
    public double ExpectedBatch => SamplingRate * Rows.Length;

    /// <exception cref="TrainingException">Something of the run looks at several images at once, or the epsilon is out of reach.</exception>
    public static PrivatePlan Of(NetworkShape shape, TrainingImages data, TrainingRecipe recipe, DifferentialPrivacy asked)
    {
        Check(shape, data, recipe, asked);
        int[] rows = [.. data.SeenByClass.SelectMany(own => own).Order()];
        var steps = Math.Max(1, rows.Length / recipe.BatchSize);
        var delta = DifferentialPrivacy.DeltaFor(rows.Length);
        var noise = RenyiAccountant.NoiseFor(1.0 / steps, (long)steps * recipe.Epochs, asked.Epsilon, delta)
            ?? throw new TrainingException($"No noise brings {recipe.Epochs:N0} epochs of {rows.Length:N0} images to an epsilon of {asked.Epsilon:0.###}. Give a larger one, or fewer epochs.");
        return new PrivatePlan(1.0 / steps, steps, noise, asked.ClipNorm, delta, rows);
    }

    public PrivacySpent Spent(int steps) => new(RenyiAccountant.Epsilon(SamplingRate, NoiseMultiplier, steps, Delta), Delta, NoiseMultiplier, SamplingRate, steps, ClipNorm);

    /// <summary>Each image is in the batch or not, whatever the others are (Poisson sampling): what <see cref="SampledGaussian"/> counts on.</summary>
    public int[] Draw(SecretStream secret, int step)
    {
        var draws = new double[Rows.Length];
        secret.Uniform(SecretStream.Purpose.Batch, step, draws);
        return [.. Rows.Where((_, i) => draws[i] < SamplingRate)];
    }

    private static void Check(NetworkShape shape, TrainingImages data, TrainingRecipe recipe, DifferentialPrivacy asked)
    {
        if (asked is not { Epsilon: > 0 and <= 1_000_000, ClipNorm: > 0 and <= 1_000_000 })
            throw new TrainingException("Epsilon and the length that gradients are shortened to must be above 0.");
        if (shape is { IsLinear: true, Normalisation: Normalisation.Batch })
            throw new TrainingException("The moments of the features that are trained on get no noise. Scale each vector by itself.");
        if (shape.Normalisation == Normalisation.Batch)
            throw new TrainingException("Batch normalisation lets each image into what is computed of the others, and differential privacy bounds what a single one does. Normalise groups.");
        if (recipe.Loss.Loss != TrainingLoss.CrossEntropy)
            throw new TrainingException($"The loss {recipe.Loss.Name} looks at several images at once, and differential privacy bounds what a single one does. Train by cross-entropy.");
        if (data.Targets is not null)
            throw new TrainingException("What other networks teach comes from images that the noise does not cover. Train by the labels.");
        if (data.Weights is { } weights && Array.Exists(weights, weight => weight is not (0 or 1)))
            throw new TrainingException("With differential privacy an image counts wholly or not at all.");
    }
}
