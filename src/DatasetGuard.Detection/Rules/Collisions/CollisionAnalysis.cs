using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>Everything that is known of a dataset's images in the encoder that will be transferred.</summary>
/// <param name="Set">The images, and their features.</param>
/// <param name="Fragility">How much they move under small changes.</param>
/// <param name="Neighbours">Which lie next to each other.</param>
/// <param name="Conformity">What that says of their labels.</param>
/// <param name="Watermarks">Null for more than <see cref="MaxWatermarks"/> images.</param>
internal sealed record CollisionAnalysis(EncodedSet Set, FragilityScores Fragility, Neighbours Neighbours, Conformity Conformity, Watermark[]? Watermarks)
{
    /// <summary>The mean and the spread of a smaller class say nothing.</summary>
    public const int MinClass = 10;

    /// <summary>The structures of more images than these, 4 KB each, are not held.</summary>
    public const int MaxWatermarks = 100_000;

    /// <summary>Of all features together, 2 GB.</summary>
    public const long MaxValues = 1 << 29;

    public static CollisionAnalysis Run(ScanContext context, int[] samples, IEncoder encoder, CancellationToken cancellationToken)
    {
        var set = EncodedSet.Of(context, samples, encoder, cancellationToken);
        var fragility = FragilityScores.Of(set, context, encoder, cancellationToken);
        var neighbours = Neighbours.Of(set, Conformity.NeighboursOf(set), WatermarkSearch.Candidates, context, cancellationToken);
        return new CollisionAnalysis(
            set,
            fragility,
            neighbours,
            Conformity.Of(set, neighbours, context, cancellationToken),
            set.Rows > MaxWatermarks ? null : WatermarkSearch.Run(set, neighbours, context, cancellationToken));
    }

    /// <summary>The labelled, decoded samples of classes that are large enough, as indices into the dataset's samples.</summary>
    public static int[] SamplesOf(ScanContext context)
    {
        var samples = Enumerable.Range(0, context.Dataset.Samples.Count).Where(i => context.Dataset.Samples[i] is { ClassIndex: >= 0, Facts: not null }).ToArray();
        var counts = samples.CountBy(i => context.Dataset.Samples[i].ClassIndex).ToDictionary();
        return [.. samples.Where(i => counts[context.Dataset.Samples[i].ClassIndex] >= MinClass)];
    }
}
