namespace DatasetGuard.Learning.Sampling;

/// <summary>Chances of negatives by Wu, Manmatha, Smola and Krähenbühl, "Sampling Matters in Deep Embedding Learning" (ICCV 2017, arXiv 1706.07567), section 4.</summary>
internal static class DistanceWeights
{
    /// <summary>Nearer points count as this far: where the density is tiny its inverse must not take all the chance.</summary>
    public const double LeastDistance = 0.5;

    /// <summary>Farther points count as this far: at distance 2 the density is 0 and its inverse endless.</summary>
    private const double MostDistance = 2 - 1e-4;

    /// <summary>-log q(D): q(D) ~ D^(n-2) (1 - D²/4)^((n-3)/2) is the density of the distance between random points of the unit sphere in n dimensions.</summary>
    public static double LogInverseDensity(double distance, int dimension)
    {
        var d = Math.Clamp(distance, LeastDistance, MostDistance);
        return -((dimension - 2.0) * Math.Log(d)) - ((dimension - 3.0) / 2 * Math.Log(1 - (d * d / 4)));
    }

    /// <summary>The chance of each sample of a batch to be an anchor's negative.</summary>
    /// <param name="distances">From the anchor to each sample.</param>
    /// <param name="labels">Of each sample.</param>
    /// <param name="label">Of the anchor.</param>
    /// <param name="dimension">Of the embeddings.</param>
    /// <param name="cutoff">Samples from this distance on cost nothing and have no chance.</param>
    /// <param name="chances">
    /// Sum to 1. Where no sample of another label is near enough, or a distance is not a number, all of another label have the same; where there is none, all are 0.
    /// </param>
    public static void Fill(ReadOnlySpan<double> distances, ReadOnlySpan<long> labels, long label, int dimension, double cutoff, Span<double> chances)
    {
        var top = double.NegativeInfinity;
        for (var i = 0; i < chances.Length; i++)
        {
            chances[i] = labels[i] != label && distances[i] < cutoff ? LogInverseDensity(distances[i], dimension) : double.NegativeInfinity;
            top = Math.Max(top, chances[i]);
        }

        // In high dimensions densities differ by hundreds of powers of ten: only their ratio to the largest is taken out of the logarithm.
        var sum = 0.0;
        for (var i = 0; i < chances.Length; i++)
        {
            chances[i] = labels[i] == label ? 0 : double.IsFinite(top) ? Math.Exp(chances[i] - top) : 1;
            sum += chances[i];
        }

        for (var i = 0; i < chances.Length && sum > 0; i++)
            chances[i] /= sum;
    }
}
