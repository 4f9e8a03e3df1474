using System.Numerics.Tensors;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>The largest eigenvalues of a symmetric operator and their vectors, from a few applications to a block of vectors.</summary>
/// <remarks>
/// Block Krylov iteration with a Rayleigh-Ritz step (Musco and Musco, "Randomized Block Krylov Methods", NeurIPS 2015, algorithm 2). It
/// needs the root of the number of applications that plain subspace iteration needs for the same accuracy.
/// </remarks>
internal static class BlockKrylov
{
    private const double Negligible = 1e-6;

    /// <param name="apply">Returns the images of the given vectors.</param>
    /// <param name="dimension">Length of a vector.</param>
    /// <param name="width">Vectors in a block: at least as many as are asked for.</param>
    /// <param name="blocks">Applications of the operator.</param>
    /// <param name="count">How many eigenvectors.</param>
    /// <param name="seed">Where the search starts.</param>
    /// <returns>At most <paramref name="count"/> pairs, largest first; vectors have length 1.</returns>
    public static List<(double Value, double[] Vector)> Top(Func<double[][], double[][]> apply, int dimension, int width, int blocks, int count, int seed)
    {
        var random = new Random(seed);
        var basis = new List<double[]>();
        var images = new List<double[]>();
        var block = Orthonormal([.. Enumerable.Range(0, Math.Min(width, dimension)).Select(_ => Gaussian(dimension, random))], basis);
        for (var i = 0; i < blocks && block.Count > 0; i++)
        {
            var image = apply([.. block]);
            basis.AddRange(block);
            images.AddRange(image);
            block = Orthonormal([.. image.Select(vector => vector.ToArray())], basis);
        }

        return RayleighRitz(basis, images, count);
    }

    /// <summary>The same of a small matrix, directly.</summary>
    /// <param name="matrix">Symmetric, row by row.</param>
    /// <param name="count">How many eigenvectors.</param>
    public static List<(double Value, double[] Vector)> Top(double[] matrix, int count)
    {
        var n = (int)Math.Sqrt(matrix.Length);
        using var scope = NewDisposeScope();
        var (values, vectors) = linalg.eigh(tensor(matrix, n, n));
        var eigenvalues = values.data<double>().ToArray();
        return [.. Enumerable.Range(1, Math.Min(count, n)).Select(k => (eigenvalues[n - k], vectors.select(1, n - k).contiguous().data<double>().ToArray()))];
    }

    private static double[] Gaussian(int length, Random random)
    {
        var values = new double[length];
        for (var i = 0; i < length; i++)
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

        return values;
    }

    /// <summary>Gram-Schmidt, twice for accuracy; what lies in the span of the others is left out.</summary>
    private static List<double[]> Orthonormal(double[][] vectors, List<double[]> basis)
    {
        var block = new List<double[]>();
        foreach (var vector in vectors)
        {
            var length = TensorPrimitives.Norm<double>(vector);
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var other in basis.Concat(block))
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(other, vector), vector, vector);
            }

            var rest = TensorPrimitives.Norm<double>(vector);
            if (rest <= Negligible * length || basis.Count + block.Count == vector.Length)
                continue;

            TensorPrimitives.Divide(vector, rest, vector);
            block.Add(vector);
        }

        return block;
    }

    private static List<(double Value, double[] Vector)> RayleighRitz(List<double[]> basis, List<double[]> images, int count)
    {
        var n = basis.Count;
        var small = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                small[(i * n) + j] = TensorPrimitives.Dot<double>(basis[i], images[j]);
        }

        return Top(small, count).ConvertAll(pair => (pair.Value, Combine(basis, pair.Vector)));
    }

    private static double[] Combine(List<double[]> basis, double[] weights)
    {
        var sum = new double[basis[0].Length];
        for (var i = 0; i < weights.Length; i++)
            TensorPrimitives.MultiplyAdd(basis[i], weights[i], sum, sum);

        return sum;
    }
}
