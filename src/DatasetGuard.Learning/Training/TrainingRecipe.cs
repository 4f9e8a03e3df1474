using DatasetGuard.Learning.Training.Privacy;

namespace DatasetGuard.Learning.Training;

/// <summary>How the training stage trains. The defaults are the hardened recipe.</summary>
public sealed record TrainingRecipe
{
    /// <summary>A <see cref="Dropout"/> for pictures that may be moved but not turned: it takes the place of a part of what turning would do.</summary>
    public const double DropoutWithoutFlips = 0.25;

    /// <summary>A <see cref="MaxRate"/> for a deep network, which at that of a small one learns more slowly.</summary>
    public const double DeepMaxRate = 0.002;

    /// <summary>A <see cref="MaxRate"/> for a linear probe, which at that of a small network learns more by heart; not with <see cref="Privacy"/>, where it learns too little.</summary>
    public const double ProbeMaxRate = 0.002;

    /// <summary>So many images are seen at least: a small dataset needs more passes, or it is hardly learned at all.</summary>
    private const int LeastImages = 20_000;

    private const int MostEpochs = 200;

    /// <summary>Passes over the images. Twice of what plain cross-entropy needs, because of <see cref="Augmentation"/>.</summary>
    public int Epochs { get; init; } = 24;

    public int BatchSize { get; init; } = 64;

    /// <summary>A <see cref="BatchSize"/> for <see cref="Privacy"/>: the noise of a step is the same for few images and for many, but with few steps little is learned.</summary>
    public static int PrivateBatchFor(int images) => Math.Clamp(images / 16, 32, 256);

    /// <summary>Passes over a dataset of some size.</summary>
    public static int EpochsFor(int images) => Math.Clamp(LeastImages / Math.Max(1, images), new TrainingRecipe().Epochs, MostEpochs);

    /// <summary>The same, of which a third may bring no gain.</summary>
    public TrainingRecipe Of(int epochs) => this with { Epochs = epochs, Patience = Math.Max(Patience, epochs / 3) };

    /// <summary>The rate at the top of the one-cycle policy of <see cref="TrainingSchedule"/>.</summary>
    public double MaxRate { get; init; } = 0.01;

    /// <summary>Decoupled from the gradient, as a share of the weight at rate 1.</summary>
    public double WeightDecay { get; init; } = 0.01;

    public LossPlan Loss { get; init; } = new(TrainingLoss.Margin);

    /// <summary>The share of the features that each step hides from the last layer.</summary>
    public double Dropout { get; init; }

    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>
    /// How much of the moving average of the weights stays at each step; the average is what is judged and kept. Single epochs vary too much to choose
    /// between them.
    /// </summary>
    public double AverageDecay { get; init; } = 0.95;

    /// <summary>An epoch is kept in the place of an earlier one only if it is right on so much more of the holdout, as a share of it.</summary>
    public double LeastGain { get; init; } = 0.005;

    /// <summary>Training ends when so many epochs in a row brought no such gain.</summary>
    public int Patience { get; init; } = 8;

    /// <summary>Training by DP-SGD: what a single image may do is bounded and covered by noise, at a large cost in accuracy. Null without.</summary>
    public DifferentialPrivacy? Privacy { get; init; }

    public int Seed { get; init; }

    /// <summary>Threads that judge at the same time, and with <see cref="Privacy"/> train; else training takes one. The result does not depend on it.</summary>
    public int Jobs { get; init; } = 1;
}
