namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>What is asked of a training run by DP-SGD: Abadi et al., "Deep Learning with Differential Privacy" (CCS 2016), algorithm 1.</summary>
public sealed record DifferentialPrivacy
{
    /// <summary>What the whole run may spend. The noise follows from it.</summary>
    public double Epsilon { get; init; } = 8;

    /// <summary>The gradient of an image is shortened to this length.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>A tenth of what would let one image in each dataset go free, and no more than is usual.</summary>
    /// <param name="images">That are trained on.</param>
    public static double DeltaFor(int images) => Math.Min(1e-5, 0.1 / images);
}
