using DatasetGuard.Learning.Sampling;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>
/// Triplet loss of Schroff, Kalenichenko and Philbin, "FaceNet" (CVPR 2015), section 3.1, on distances rather than their squares, as Wu et al. 2017
/// (arXiv 1706.07567, section 3) found better.
/// </summary>
/// <remarks>
/// l(a, p, n) = (D_ap - D_an + margin)₊ for a, p of one label and n of another; the loss is the mean over the active triplets (those with l > 0), each
/// weighted by the product of its three weights. Every triplet of the batch counts, or those that <see cref="Sampler"/> draws. From 0 on.
/// All triplets need memory for (pairs of one label) * (samples of other labels) numbers.
/// </remarks>
/// <param name="margin">By how much another label must be farther than the same; above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not above 0 or not finite.</exception>
public sealed class TripletMarginLoss(double margin = 0.2) : DistanceLoss(nameof(TripletMarginLoss))
{
    private readonly double _margin = Checked.Positive(margin);

    /// <summary>Draws one negative for each pair of one label instead of taking all, with its own cut-off.</summary>
    public DistanceWeightedSampler? Sampler { get; init; }

    public override void BeginEpoch(int epoch) => Sampler?.BeginEpoch(epoch);

    private protected override Tensor OfDistances(KeptBatch batch, Tensor distances, int dimension) =>
        Sampler is null ? OfAll(batch, distances) : Of(batch, distances, [.. Draw(batch, distances, dimension).Where(triplet => triplet.IsWhole)]);

    private Triplet[] Draw(KeptBatch batch, Tensor distances, int dimension) => Sampler!.Draw(DistanceWeightedSampler.Read(distances), batch.Labels, dimension);

    /// <summary>Row by row: one row for each pair of one label, in it every negative.</summary>
    private Tensor OfAll(KeptBatch batch, Tensor distances)
    {
        var (n, labels, w) = (batch.Count, batch.Labels, batch.Weights);
        (int A, int P)[] pairs = [.. from a in Enumerable.Range(0, n) from p in Enumerable.Range(0, n) where a != p && labels[a] == labels[p] select (a, p)];
        if (pairs.Length == 0)
            return batch.Nothing();

        var weights = new double[pairs.Length * n];
        for (var row = 0; row < pairs.Length; row++)
        {
            var (a, p) = pairs[row];
            for (var i = 0; i < n; i++)
                weights[(row * n) + i] = labels[i] == labels[a] ? 0 : w[a] * w[p] * w[i];
        }

        var near = At(distances, Array.ConvertAll(pairs, pair => ((long)pair.A * n) + pair.P)).unsqueeze(1);
        var far = distances.index_select(0, TensorMath.Indices(Array.ConvertAll(pairs, pair => (long)pair.A), distances));
        return MeanOfActive(near.sub(far), TensorMath.Constant(weights, [pairs.Length, n], distances));
    }

    private Tensor Of(KeptBatch batch, Tensor distances, Triplet[] triplets)
    {
        if (triplets.Length == 0)
            return batch.Nothing();

        var near = At(distances, Array.ConvertAll(triplets, t => ((long)t.Anchor * batch.Count) + t.Positive));
        var far = At(distances, Array.ConvertAll(triplets, t => ((long)t.Anchor * batch.Count) + t.Negative));
        var w = batch.Weights;
        var weights = Array.ConvertAll(triplets, t => w[t.Anchor] * w[t.Positive] * w[t.Negative]);
        return MeanOfActive(near.sub(far), TensorMath.Constant(weights, [triplets.Length], distances));
    }

    private Tensor MeanOfActive(Tensor differences, Tensor weights)
    {
        var costs = differences.Plus(TensorMath.Constant(_margin, differences)).relu();
        return TensorMath.Ratio(costs.mul(weights).sum(), costs.detach().sign().mul(weights).sum());
    }

    private static Tensor At(Tensor distances, long[] places) => distances.reshape(-1).index_select(0, TensorMath.Indices(places, distances));
}
