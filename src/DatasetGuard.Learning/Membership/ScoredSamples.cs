namespace DatasetGuard.Learning.Membership;

/// <summary>Samples with a membership score and their class.</summary>
public sealed record ScoredSamples
{
    /// <param name="scores">The higher, the more likely a member.</param>
    /// <param name="labels">Class of each.</param>
    /// <exception cref="ArgumentException">Their numbers differ.</exception>
    public ScoredSamples(double[] scores, int[] labels)
    {
        if (scores.Length != labels.Length)
            throw new ArgumentException($"There are {scores.Length} scores and {labels.Length} labels.", nameof(labels));

        Scores = scores;
        Labels = labels;
    }

    public double[] Scores { get; }

    public int[] Labels { get; }

    public int Count => Scores.Length;

    internal double[] OfClass(int label) => [.. Scores.Where((_, i) => Labels[i] == label)];
}
