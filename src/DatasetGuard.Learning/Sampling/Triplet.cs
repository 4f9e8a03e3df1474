namespace DatasetGuard.Learning.Sampling;

/// <summary>Samples of a batch to compare.</summary>
/// <param name="Anchor">Index in the batch.</param>
/// <param name="Positive">Another one of the anchor's label, or <see cref="None"/>.</param>
/// <param name="Negative">One of another label, or <see cref="None"/>.</param>
public readonly record struct Triplet(int Anchor, int Positive, int Negative)
{
    /// <summary>The batch has no such sample.</summary>
    public const int None = -1;

    public bool IsWhole => Positive != None && Negative != None;
}
