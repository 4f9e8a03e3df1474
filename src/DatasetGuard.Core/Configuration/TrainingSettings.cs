namespace DatasetGuard.Core.Configuration;

/// <summary>How 'datasetguard train' trains, and what a model may give away. What is null is left to the command.</summary>
public sealed record TrainingSettings
{
    /// <summary>What the keys may say, as the command's options do.</summary>
    public static IReadOnlyList<string> Networks { get; } = ["small", "medium", "large", "resnet-18", "linear"];

    public static IReadOnlyList<string> Losses { get; } = ["margin", "cross-entropy", "contrastive", "triplet", "nt-xent", "nt-logistic", "supcon", "center", "relax", "crl"];

    public static IReadOnlyList<string> Privacies { get; } = ["standard", "strong", "differential"];

    /// <summary>One of <see cref="Networks"/>.</summary>
    public string? Network { get; init; }

    /// <summary>One of <see cref="Losses"/>.</summary>
    public string? Loss { get; init; }

    /// <summary>What the loss counts beside cross-entropy, from 0 to 1,000.</summary>
    public double? LossWeight { get; init; }

    /// <summary>The epoch in which it begins, from 1 to 10,000.</summary>
    public int? LossFrom { get; init; }

    /// <summary>The last epoch in which it counts, from 1 to 10,000.</summary>
    public int? LossTo { get; init; }

    /// <summary>The epochs in which its weight rises, from 0 to 10,000.</summary>
    public int? LossRamp { get; init; }

    /// <summary>One of <see cref="Privacies"/>.</summary>
    public string? Privacy { get; init; }

    /// <summary>Passes over the images, from 1 to 10,000.</summary>
    public int? Epochs { get; init; }

    /// <summary>Pictures are turned left to right as well.</summary>
    public bool? Flips { get; init; }

    /// <summary>Pixels by which pictures are moved at most, from 0 to 48.</summary>
    public int? Shift { get; init; }

    /// <summary>The share of the features that each step hides, from 0 to 0.9.</summary>
    public double? Dropout { get; init; }

    /// <summary>What training may spend by differential privacy, from 0.01 to 1,000.</summary>
    public double? Epsilon { get; init; }

    /// <summary>What the gradient of an image is shortened to, from 0.001 to 1,000.</summary>
    public double? Clip { get; init; }

    public MembershipBudget MembershipBudget { get; init; } = new();
}
