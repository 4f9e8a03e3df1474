using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Training;

/// <summary>What the training stage learns from and what it is judged by.</summary>
public sealed record TrainingImages
{
    /// <summary>All, in an order that does not depend on how they were read; or the feature vectors of all.</summary>
    public required INetworkInputs Images { get; init; }

    /// <summary>Class of each.</summary>
    public required int[] Labels { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>How much each counts in the loss; an image of weight 0 is never seen. All 1 when left out.</summary>
    public float[]? Weights { get; init; }

    /// <summary>What is trained on.</summary>
    public required int[] Training { get; init; }

    /// <summary>What decides which epoch is kept.</summary>
    public required int[] Holdout { get; init; }

    /// <summary>
    /// Answers to learn in the place of the labels, each from a network that never saw the image; pairs are formed by the class they favour. Its rows are those of
    /// <see cref="Training"/>, in turn.
    /// </summary>
    public CrossFitTargets? Targets { get; init; }

    /// <summary>The images of <see cref="Training"/> that count, by class.</summary>
    internal int[][] SeenByClass
    {
        get
        {
            var seen = Training.Where(row => Weights is null || Weights[row] > 0).ToLookup(row => Labels[row]);
            return [.. Enumerable.Range(0, Classes).Select(label => seen[label].ToArray())];
        }
    }
}
