using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>The samples of a batch that count, checked.</summary>
internal sealed class KeptBatch
{
    private readonly LossBatch _batch;
    private readonly Tensor? _rows;
    private readonly int _all;

    /// <exception cref="ArgumentException">Shapes, labels or weights do not fit.</exception>
    public KeptBatch(LossBatch batch)
    {
        _batch = batch;
        if (batch.Labels.dim() != 1 || batch.Labels.dtype != ScalarType.Int64)
            throw new ArgumentException($"Labels must be int64 of shape (n), not {batch.Labels.dtype} of shape ({string.Join(", ", batch.Labels.shape)}).", nameof(batch));

        using var onCpu = batch.Labels.cpu();
        var labels = onCpu.data<long>().ToArray();
        _all = labels.Length;
        CheckWeights(batch.Weights, _all);
        int[] kept = [.. Enumerable.Range(0, _all).Where(i => batch.Weights is null || batch.Weights[i] > 0)];
        Labels = Array.ConvertAll(kept, i => labels[i]);
        Weights = Array.ConvertAll(kept, i => batch.Weights is null ? 1.0 : batch.Weights[i]);
        if (Array.Exists(Labels, label => label < 0))
            throw new ArgumentException("Labels must not be negative.", nameof(batch));

        if (kept.Length < _all)
            _rows = TensorMath.Indices(Array.ConvertAll(kept, i => (long)i), batch.Labels);
    }

    public int Count => Labels.Length;

    public long[] Labels { get; }

    /// <summary>All above 0.</summary>
    public double[] Weights { get; }

    public Tensor LabelTensor => Keep(_batch.Labels);

    public Tensor Embeddings => Keep(Matrix(_batch.Embeddings, nameof(LossBatch.Embeddings)));

    public Tensor Logits => Keep(Matrix(_batch.Logits, nameof(LossBatch.Logits)));

    public Tensor SoftTargets => Keep(Matrix(_batch.SoftTargets, nameof(LossBatch.SoftTargets)));

    public Tensor WeightTensor(Tensor like) => TensorMath.Constant(Weights, [Count], like);

    /// <summary>0, as a function of what the network gave, so that it can be gone back from.</summary>
    public Tensor Nothing()
    {
        var given = Keep(_batch.Embeddings ?? Matrix(_batch.Logits, nameof(LossBatch.Logits)));
        return given.mul(TensorMath.Constant(0, given)).sum();
    }

    /// <exception cref="ArgumentException">A label is not below <paramref name="classes"/>.</exception>
    public void CheckLabelsBelow(long classes)
    {
        if (Array.Find(Labels, label => label >= classes) is var odd and > 0)
            throw new ArgumentException($"Label {odd} is not below the number of classes, {classes}.", nameof(classes));
    }

    private static void CheckWeights(IReadOnlyList<float>? weights, int count)
    {
        if (weights is null)
            return;

        if (weights.Count != count)
            throw new ArgumentException($"There are {weights.Count} weights for {count} samples.", nameof(weights));

        if (weights.Any(weight => !float.IsFinite(weight) || weight < 0))
            throw new ArgumentException("Weights must be finite and not negative.", nameof(weights));
    }

    private Tensor Matrix(Tensor? given, string name)
    {
        if (given is null)
            throw new ArgumentException($"This loss needs the {name} of a batch.", name);

        if (given.dim() != 2 || given.shape[0] != _all || !given.is_floating_point())
            throw new ArgumentException($"{name} must be floating point of shape ({_all}, any), not {given.dtype} of shape ({string.Join(", ", given.shape)}).", name);

        return given;
    }

    private Tensor Keep(Tensor given) => _rows is null ? given : given.index_select(0, _rows);
}
