using DatasetGuard.Learning.Runtime;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>One learned point for each class.</summary>
internal static class Centers
{
    /// <returns>Shape (classes, dimension), float32, of the normal distribution.</returns>
    public static Tensor Draw(int classes, int dimension, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        LibTorch.EnsureLoaded();
        var random = new Random(seed);
        var values = new float[classes * dimension];

        // Box and Muller (1958); the second of each pair of deviates is not kept.
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

        return tensor(values, [classes, dimension]);
    }

    /// <summary>The center of each sample's label, shape (n, d).</summary>
    /// <exception cref="ArgumentException">A label has no center, or the embeddings have another dimension.</exception>
    public static Tensor OfLabels(KeptBatch batch, Tensor centers, Tensor embeddings)
    {
        batch.CheckLabelsBelow(centers.shape[0]);
        if (embeddings.shape[1] != centers.shape[1])
            throw new ArgumentException($"Embeddings have dimension {embeddings.shape[1]}, centers {centers.shape[1]}.", nameof(embeddings));

        return centers.index_select(0, batch.LabelTensor).to_type(embeddings.dtype);
    }

    /// <summary>|x_i - c_i|² / 2, shape (n).</summary>
    public static Tensor HalfSquares(Tensor points, Tensor centers)
    {
        var difference = points.sub(centers);
        return difference.mul(difference).sum(1).mul(TensorMath.Constant(0.5, points));
    }
}
