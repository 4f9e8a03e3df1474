using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Which images a search turns, and which ones try what it found.</summary>
/// <param name="Target">The class.</param>
/// <param name="Source">The only class that is turned into it; null for all others.</param>
/// <param name="Searched">Seen by the search.</param>
/// <param name="HeldOut">Not seen by it.</param>
internal sealed record TriggerPlan(int Target, int? Source, StampedPicture[] Searched, StampedPicture[] HeldOut)
{
    /// <summary>Fewer images say nothing.</summary>
    public const int Least = 8;

    /// <summary>Every so many-th image is held out.</summary>
    private const int Fold = 3;

    /// <param name="labels">Class of each image.</param>
    /// <param name="said">What the model says of each.</param>
    /// <param name="target">The class.</param>
    /// <param name="source">As <see cref="Source"/>.</param>
    /// <param name="seed">Draws which image of the class goes with which.</param>
    /// <param name="leastOfTarget">So many known images of the class are needed, from 1; what no pixels of theirs are put onto needs no more.</param>
    /// <returns>Null where too few images of the class, or of others, are known to the model as what they are.</returns>
    public static TriggerPlan? Of(int[] labels, int[] said, int target, int? source, int seed, int leastOfTarget = Least)
    {
        int[] rows = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] != target && said[row] != target && (source is null || labels[row] == source))];
        int[] others = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] == target && said[row] == target)];
        if (rows.Length < Fold * Least / 2 || others.Length < leastOfTarget)
            return null;

        var random = Streams.For(seed, Streams.Purpose.Triggers, 1, target, source ?? -1);
        random.Shuffle(rows);
        random.Shuffle(others);
        StampedPicture[] pictures = [.. rows.Select((row, i) => new StampedPicture(row, others[i % others.Length]))];
        return new TriggerPlan(target, source, [.. pictures.Where((_, i) => i % Fold != 0)], [.. pictures.Where((_, i) => i % Fold == 0)]);
    }
}
