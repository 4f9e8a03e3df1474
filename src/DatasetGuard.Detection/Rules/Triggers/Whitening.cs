using DatasetGuard.Detection.Features;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>The space in which the reference images have mean 0 and unit covariance: z = L^-1 (u - mu), with L L^T = cov + 0.02 I.</summary>
/// <remarks>The ridge keeps directions in which the images hardly vary from deciding alone; u is bounded, so the factorisation cannot fail.</remarks>
internal sealed class Whitening
{
    private const double Ridge = 0.02;
    private const double Scale = WindowExtractor.WindowScale;

    private Whitening(double[] mean, double[] inverse)
    {
        Mean = mean;
        SingleMean = Array.ConvertAll(mean, value => (float)value);
        Inverse = inverse;
    }

    /// <summary>mu, in units of the normalised window.</summary>
    public double[] Mean { get; }

    public float[] SingleMean { get; }

    /// <summary>L^-1, row by row, lower triangular.</summary>
    public double[] Inverse { get; }

    public int Dimension => Mean.Length;

    public static Whitening Of(WindowMoments reference)
    {
        var d = reference.Dimension;
        var mean = Array.ConvertAll(reference.Sums, sum => sum / (Scale * reference.Count));
        var covariance = new double[d * d];
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j < d; j++)
                covariance[(i * d) + j] = (reference.Products[(i * d) + j] / (Scale * Scale * reference.Count)) - (mean[i] * mean[j]) + (i == j ? Ridge : 0);
        }

        using var scope = NewDisposeScope();
        var lower = linalg.cholesky(tensor(covariance, d, d));
        var inverse = linalg.solve_triangular(lower, eye(d, dtype: ScalarType.Float64), upper: false);
        return new Whitening(mean, inverse.data<double>().ToArray());
    }

    /// <summary>m = L^-1 (u - mu).</summary>
    public double[] Whiten(ReadOnlySpan<double> vector)
    {
        var result = new double[Dimension];
        for (var i = 0; i < Dimension; i++)
        {
            var row = Inverse.AsSpan(i * Dimension, i + 1);
            var sum = 0.0;
            for (var j = 0; j < row.Length; j++)
                sum += row[j] * (vector[j] - Mean[j]);

            result[i] = sum;
        }

        return result;
    }

    /// <summary>The filter that projects on a direction of the whitened space: weights L^-T v for stored bytes, and the offset -mu L^-T v.</summary>
    public (double[] Weights, double Offset) FilterOf(ReadOnlySpan<double> direction)
    {
        var weights = new double[Dimension];
        for (var i = 0; i < Dimension; i++)
        {
            var row = Inverse.AsSpan(i * Dimension, i + 1);
            for (var j = 0; j < row.Length; j++)
                weights[j] += row[j] * direction[i];
        }

        var offset = 0.0;
        for (var j = 0; j < weights.Length; j++)
        {
            offset -= Mean[j] * weights[j];
            weights[j] /= Scale;
        }

        return (weights, offset);
    }
}
