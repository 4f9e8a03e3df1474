using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing;

/// <summary>How models are trained with which the audited one is compared.</summary>
public sealed record ShadowPlan
{
    /// <summary>Of plain cross-entropy, for models whose recipe is not known: enough to learn by heart.</summary>
    private const int PlainEpochs = 12;

    /// <summary>An even number: for each that was trained on one half of the images there is one for the other half.</summary>
    public required int Count { get; init; }

    /// <summary>Of the networks; null for the small one of the training stage.</summary>
    public NetworkShape? Shape { get; init; }

    /// <summary>What they get of the images; null for the pictures themselves.</summary>
    public InputReader? Read { get; init; }

    public required TrainingRecipe Recipe { get; init; }

    /// <summary>As <see cref="TrainingOutcome.IsStrong"/>.</summary>
    public bool IsStrong { get; init; }

    /// <summary>How like the audited model they are, in a sentence.</summary>
    public required string Likeness { get; init; }

    /// <summary>As the audited model was trained.</summary>
    public static ShadowPlan Like(NetworkShape shape, TrainingRecord record, int count) => new()
    {
        Count = count,
        Shape = shape,
        Recipe = record.Recipe,
        IsStrong = record.IsStrong,
        Likeness = "They have the network and the recipe of the audited model.",
    };

    /// <summary>For a model of which nobody knows how it was trained.</summary>
    /// <param name="shape">Of the model; null where that is not known either.</param>
    /// <param name="count">As <see cref="Count"/>.</param>
    public static ShadowPlan Plain(NetworkShape? shape, int count) => new()
    {
        Count = count,
        Shape = shape,
        Recipe = new TrainingRecipe { Epochs = PlainEpochs, Loss = new LossPlan(TrainingLoss.CrossEntropy), Patience = PlainEpochs },
        Likeness = $"They are {(shape is null ? "small convolutional networks" : "networks of its shape")} trained by plain cross-entropy, and not as the audited model was: shadow models like it would see more.",
    };
}
