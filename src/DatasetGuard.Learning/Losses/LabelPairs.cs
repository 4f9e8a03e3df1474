using System.Numerics.Tensors;
using DatasetGuard.Learning.Sampling;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>How much each ordered pair (i, j) of a batch counts: w_i w_j, as often as it is used.</summary>
internal sealed class LabelPairs
{
    private readonly int _count;
    private readonly double[] _same;
    private readonly double[] _other;

    private LabelPairs(int count)
    {
        _count = count;
        _same = new double[count * count];
        _other = new double[count * count];
    }

    /// <summary>Row by row; 0 on the diagonal and where the labels differ.</summary>
    public ReadOnlySpan<double> Same => _same;

    /// <summary>Every pair once, but none of a sample with itself.</summary>
    public static LabelPairs All(KeptBatch batch)
    {
        var pairs = new LabelPairs(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            for (var j = 0; j < batch.Count; j++)
            {
                if (i != j)
                    (batch.Labels[i] == batch.Labels[j] ? pairs._same : pairs._other)[(i * batch.Count) + j] = batch.Weights[i] * batch.Weights[j];
            }
        }

        return pairs;
    }

    /// <summary>The pairs (anchor, positive) and (anchor, negative) of drawn triplets.</summary>
    public static LabelPairs Of(KeptBatch batch, IReadOnlyList<Triplet> triplets)
    {
        var pairs = new LabelPairs(batch.Count);
        foreach (var (anchor, positive, negative) in triplets)
        {
            if (positive != Triplet.None)
                pairs._same[(anchor * batch.Count) + positive] += batch.Weights[anchor] * batch.Weights[positive];
            if (negative != Triplet.None)
                pairs._other[(anchor * batch.Count) + negative] += batch.Weights[anchor] * batch.Weights[negative];
        }

        return pairs;
    }

    public Tensor SameTensor(Tensor like) => TensorMath.Constant(_same, [_count, _count], like);

    public Tensor OtherTensor(Tensor like) => TensorMath.Constant(_other, [_count, _count], like);

    /// <summary>What a pair counts, whichever label it has.</summary>
    public Tensor WeightTensor(Tensor like)
    {
        var weights = new double[_same.Length];
        TensorPrimitives.Add(_same, _other, weights);
        return TensorMath.Constant(weights, [_count, _count], like);
    }

    /// <summary>y: 1 for pairs of one label, -1 for others.</summary>
    public Tensor SignTensor(Tensor like) => TensorMath.Constant(Array.ConvertAll(_other, other => other > 0 ? -1.0 : 1), [_count, _count], like);
}
