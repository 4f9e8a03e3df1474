using DatasetGuard.Learning.Auditing.Triggers.Latent;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Everything that the search for triggers found.</summary>
public sealed record TriggerResult
{
    public required TriggerData Data { get; init; }

    /// <summary>As <see cref="IClassifier.Description"/>.</summary>
    public required string Model { get; init; }

    /// <summary>As <see cref="IClassifier.Digest"/>.</summary>
    public required string ModelDigest { get; init; }

    public required int Seed { get; init; }

    /// <summary>Right answers about the images that served.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Of all classes into one, in the order of classes; those that could not be looked for are missing.</summary>
    public required IReadOnlyList<ReversedTrigger> Classes { get; init; }

    /// <summary>Of one class into another, in the order of targets and sources.</summary>
    public required IReadOnlyList<ReversedTrigger> Pairs { get; init; }

    /// <summary>The score that a class is held against; null where there are too few classes to know a spread.</summary>
    public required double? ClassThreshold { get; init; }

    /// <summary>The score that a pair of classes is held against; null where pairs were not looked at, or there are too few classes.</summary>
    public required double? PairThreshold { get; init; }

    /// <summary>Classes for which nothing could be looked for, with the reason in a sentence fit to print.</summary>
    public required IReadOnlyList<(int Label, string Reason)> Unjudged { get; init; }

    /// <summary>What makes the verdict less sure, in sentences fit to print.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The ways to <see cref="Classes"/>, in their order; empty where they were not asked for.</summary>
    public IReadOnlyList<LatentWay> Ways { get; init; } = [];

    /// <summary>All that were judged, classes first.</summary>
    public IEnumerable<ReversedTrigger> All => Classes.Concat(Pairs);
}
