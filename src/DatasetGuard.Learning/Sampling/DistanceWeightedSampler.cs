using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Sampling;

/// <summary>
/// Distance-weighted sampling of Wu, Manmatha, Smola and Krähenbühl, "Sampling Matters in Deep Embedding Learning" (ICCV 2017, arXiv 1706.07567), section
/// 4: negatives are drawn so that their distances are spread evenly, where uniform draws would all lie about √2 away.
/// </summary>
/// <remarks>
/// Every anchor gets one negative for each other sample of its label, and one if it has none. An anchor whose negatives all lie beyond the cut-off draws
/// evenly from all of another label: neither is it dropped, nor does it ever get one of its own label. The same seed, epoch and number of
/// draws before give the same triplets. Not safe for use by several threads.
/// </remarks>
/// <param name="seed">Decides the draws.</param>
/// <param name="cutoff">Negatives from this distance on are not drawn, where a loss does not give its own; the authors' 1.4 is alpha + beta at the start.</param>
public sealed class DistanceWeightedSampler(int seed, double cutoff = 1.4)
{
    private Random _random = new(seed);

    /// <summary>Begins the draws of an epoch: they do not depend on those of the epochs before.</summary>
    /// <param name="epoch">From 0 on.</param>
    public void BeginEpoch(int epoch) => _random = new Random(unchecked(seed + (epoch * 0x3779B97F)));

    /// <summary>As the other, with the cut-off of this sampler for every anchor.</summary>
    public Triplet[] Draw(ReadOnlySpan<double> distances, ReadOnlySpan<long> labels, int dimension)
    {
        var cutoffs = new double[labels.Length];
        Array.Fill(cutoffs, cutoff);
        return Draw(distances, labels, dimension, cutoffs);
    }

    /// <param name="distances">Between n points of the unit sphere, n * n, row by row.</param>
    /// <param name="labels">Of each point.</param>
    /// <param name="dimension">Of the sphere's space; at least 1.</param>
    /// <param name="cutoffs">Of each anchor.</param>
    /// <returns>By anchor, then by positive.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public Triplet[] Draw(ReadOnlySpan<double> distances, ReadOnlySpan<long> labels, int dimension, ReadOnlySpan<double> cutoffs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        var n = labels.Length;
        if (distances.Length != (long)n * n || cutoffs.Length != n)
            throw new ArgumentException($"{n} labels need {(long)n * n} distances and {n} cut-offs, not {distances.Length} and {cutoffs.Length}.", nameof(distances));

        var triplets = new List<Triplet>();
        var chances = new double[n];
        for (var anchor = 0; anchor < n; anchor++)
        {
            DistanceWeights.Fill(distances.Slice(anchor * n, n), labels, labels[anchor], dimension, cutoffs[anchor], chances);
            var before = triplets.Count;
            for (var positive = 0; positive < n; positive++)
            {
                if (positive != anchor && labels[positive] == labels[anchor])
                    triplets.Add(new Triplet(anchor, positive, Pick(chances)));
            }

            if (triplets.Count == before && Pick(chances) is var negative and not Triplet.None)
                triplets.Add(new Triplet(anchor, Triplet.None, negative));
        }

        return [.. triplets];
    }

    internal static double[] Read(Tensor distances)
    {
        using var copy = distances.detach().cpu().to_type(ScalarType.Float64).contiguous();
        return copy.data<double>().ToArray();
    }

    private int Pick(ReadOnlySpan<double> chances)
    {
        var left = _random.NextDouble();
        var last = Triplet.None;
        for (var i = 0; i < chances.Length; i++)
        {
            if (chances[i] <= 0)
                continue;

            // The last one with a chance takes what rounding leaves over.
            last = i;
            left -= chances[i];
            if (left < 0)
                break;
        }

        return last;
    }
}
