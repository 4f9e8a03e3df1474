using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>Brings feature vectors into a range before the linear layer. Nothing of it is learned down a gradient.</summary>
/// <remarks>
/// By <see cref="Normalisation.Batch"/> each value has mean 0 and variance 1 over the vectors that are trained on; by <see cref="Normalisation.Group"/> the values of each vector have,
/// so that nothing of one image comes into what is computed of another (Ba, Kiros and Hinton, "Layer Normalization", 2016, without gain and shift).
/// </remarks>
internal sealed class VectorScale : IDisposable
{
    public const double Epsilon = 1e-10;

    /// <summary>Of the mean variance. A value that hardly varies in training is no signal that may be enlarged without bound when it does vary later.</summary>
    private const double LeastShare = 0.01;

    /// <summary>Of the mean square: below it variance is rounding.</summary>
    private const double Rounding = 1e-12;

    private readonly Tensor? _mean;
    private readonly Tensor? _factor;

    public VectorScale(Normalisation kind, int length)
    {
        if (kind == Normalisation.Group)
            return;

        _mean = zeros(length).DetachFromDisposeScope();
        _factor = ones(length).DetachFromDisposeScope();
    }

    public IEnumerable<(string Name, Tensor Value)> State => _mean is null || _factor is null ? [] : [("scale.mean", _mean), ("scale.factor", _factor)];

    public Tensor Forward(Tensor vectors) => _mean is null || _factor is null ? group_norm(vectors, 1, null, null, Epsilon) : vectors.sub(_mean).mul(_factor);

    /// <summary>Takes the moments of some vectors for those of all.</summary>
    /// <returns>Whether the vectors differ at all.</returns>
    public bool Fit(FeatureMatrix vectors, IReadOnlyList<int> rows)
    {
        if (_mean is null || _factor is null)
            return true;

        var (means, variances) = Moments(vectors, rows);
        if (variances.Average() <= Rounding * means.Average(mean => mean * mean))
            return false;

        var least = LeastShare * variances.Average();
        for (var i = 0; i < means.Length; i++)
        {
            Values(_mean)[i] = (float)means[i];
            Values(_factor)[i] = (float)(1 / Math.Sqrt(Math.Max(variances[i], least)));
        }

        return true;
    }

    public void Dispose()
    {
        _mean?.Dispose();
        _factor?.Dispose();
    }

    /// <summary>Mean and variance of each value, in two passes, which do not cancel.</summary>
    internal static (double[] Means, double[] Variances) Moments(FeatureMatrix vectors, IReadOnlyList<int> rows)
    {
        var (means, variances) = (new double[vectors.Columns], new double[vectors.Columns]);
        foreach (var row in rows)
        {
            var vector = vectors.Row(row);
            for (var i = 0; i < means.Length; i++)
                means[i] += vector[i] / (double)rows.Count;
        }

        foreach (var row in rows)
        {
            var vector = vectors.Row(row);
            for (var i = 0; i < means.Length; i++)
                variances[i] += (vector[i] - means[i]) * (vector[i] - means[i]) / rows.Count;
        }

        return (means, variances);
    }

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
