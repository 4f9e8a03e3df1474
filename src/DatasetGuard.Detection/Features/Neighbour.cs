namespace DatasetGuard.Detection.Features;

/// <param name="Row">Which row.</param>
/// <param name="Cosine">Of the angle between the two feature vectors.</param>
internal readonly record struct Neighbour(int Row, float Cosine)
{
    /// <summary>Between the vectors divided by their lengths, 0 to 2.</summary>
    public double Distance => Math.Sqrt(Math.Max(0, 2 - (2 * (double)Cosine)));
}
