using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>The images of a small class in whitened space, by their products with one another: all that a search for groups needs, and independent of the number of dimensions.</summary>
/// <remarks>The eigenvectors of Z Z^T give the projections on those of Z^T Z, and the mean of a group projects on row i as the mean of row i of Z Z^T over the group.</remarks>
internal sealed class GramSpace
{
    private const int KrylovSpare = 2;
    private const int KrylovBlocks = 8;

    /// <summary>Where the search for directions starts is no matter of chance in the data, as in the windows.</summary>
    private const int Seed = 1;

    private readonly double[] _products;

    private GramSpace(double[] products) => (_products, Count) = (products, (int)Math.Sqrt(products.Length));

    /// <summary>Images of the class.</summary>
    public int Count { get; }

    /// <param name="rows">Stored rows of the class: one or more windows side by side.</param>
    /// <param name="whitenings">Of each window.</param>
    public static GramSpace Of(ReadOnlySpan<sbyte> rows, IReadOnlyList<Whitening> whitenings)
    {
        var stride = whitenings.Sum(whitening => whitening.Dimension);
        int[] all = [.. Enumerable.Range(0, rows.Length / stride)];
        var products = new double[all.Length * all.Length];
        var part = new double[products.Length];
        var offset = 0;
        foreach (var whitening in whitenings)
        {
            using var scope = NewDisposeScope();
            var whitened = whitening.WhitenRows(rows, stride, offset, all);
            TensorPrimitives.ConvertSaturating<float, double>(MemoryMarshal.Cast<byte, float>(whitened.mm(whitened.t()).bytes), part);
            TensorPrimitives.Add(products, part, products);
            offset += whitening.Dimension;
        }

        return new GramSpace(products);
    }

    /// <summary>The images' projections on the directions in which they vary most, widest first.</summary>
    /// <param name="count">How many directions at most.</param>
    /// <param name="least">The mean squared projection from which a direction counts.</param>
    public IReadOnlyList<float[]> Widest(int count, double least)
    {
        var width = count + KrylovSpare;
        var directions = Count <= width * KrylovBlocks
            ? BlockKrylov.Top(_products, count)
            : BlockKrylov.Top(vectors => Array.ConvertAll(vectors, Multiply), Count, width, KrylovBlocks, count, Seed);
        return [.. directions.Where(pair => pair.Value >= least * Count).Select(pair =>
        {
            var length = Math.Sqrt(Math.Max(pair.Value, 0));
            return Array.ConvertAll(pair.Vector, value => (float)(length * value));
        })];
    }

    /// <summary>The images' projections on the direction of a group's mean, and the length of that mean.</summary>
    /// <param name="group">Rows of the class.</param>
    public (float[] Scores, double Length) ScoresOf(int[] group)
    {
        var sums = new double[Count];
        foreach (var row in group)
            TensorPrimitives.Add(sums, _products.AsSpan(row * Count, Count), sums);

        var length = Math.Sqrt(Math.Max(group.Sum(row => sums[row]), 0)) / group.Length;
        var unit = 1 / (group.Length * Math.Max(length, 1e-12));
        return (Array.ConvertAll(sums, sum => (float)(sum * unit)), length);
    }

    /// <summary>The same of several groups.</summary>
    /// <param name="groups">Rows of the class.</param>
    public IReadOnlyList<(float[] Scores, double Length)> ScoresOf(IReadOnlyList<int[]> groups) => [.. groups.Select(ScoresOf)];

    /// <summary>The projections on a group's mean, and what they tell of it.</summary>
    /// <param name="group">Rows of the class.</param>
    public (float[] Scores, GroupFactors Factors) Weigh(int[] group)
    {
        var (scores, length) = ScoresOf(group);
        return (scores, GroupFactors.Of(group.Length, length, Energy(group)));
    }

    /// <summary>Mean squared length of a group's images.</summary>
    /// <param name="group">Rows of the class.</param>
    public double Energy(int[] group) => group.Average(row => _products[(row * Count) + row]);

    private double[] Multiply(double[] vector)
    {
        var result = new double[Count];
        for (var row = 0; row < Count; row++)
            result[row] = TensorPrimitives.Dot<double>(_products.AsSpan(row * Count, Count), vector);

        return result;
    }
}
