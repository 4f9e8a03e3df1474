namespace DatasetGuard.Learning.Training;

/// <summary>AdamW with the one-cycle policy.</summary>
public sealed record TrainingSchedule
{
    /// <summary>The share of the steps in which the rate rises.</summary>
    public const double WarmUp = 0.25;

    /// <summary>Passes over the images.</summary>
    public int Epochs { get; init; } = 6;

    public int BatchSize { get; init; } = 64;

    /// <summary>So many images are seen at least: of a small dataset there are more passes.</summary>
    public int LeastImages { get; init; } = 6_000;

    /// <summary>Passes over a dataset of some size.</summary>
    public int EpochsFor(int images) => Math.Max(Epochs, LeastImages / Math.Max(1, images));

    /// <summary>The rate at the top of the cycle.</summary>
    public double MaxRate { get; init; } = 0.01;

    /// <summary>Decoupled from the gradient, as a share of the weight at rate 1.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>The learning rate of a step: half a cosine up, half a cosine down.</summary>
    /// <remarks>
    /// Smith and Topin, "Super-Convergence" (2018, arXiv 1708.07120), section 3; begins at 1/25 of the top, ends at 1/250,000 of it, and the top is
    /// reached after a quarter of the steps.
    /// </remarks>
    public double RateAt(int step, int steps)
    {
        const double StartDivisor = 25;
        const double EndDivisor = 250_000;
        var top = (WarmUp * steps) - 1;
        return step < top
            ? Between(MaxRate / StartDivisor, MaxRate, step / top)
            : Between(MaxRate, MaxRate / EndDivisor, (step - top) / Math.Max(1, steps - 1 - top));
    }

    private static double Between(double from, double to, double share) => to + ((from - to) * (1 + Math.Cos(Math.PI * share)) / 2);
}
