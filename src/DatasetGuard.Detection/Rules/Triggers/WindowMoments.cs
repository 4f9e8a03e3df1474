using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Number, sum and sum of products of the vectors of one window: the whole state of the first pass.</summary>
/// <remarks>
/// In integer steps of the stored bytes, so that adding is exact: parts of a dataset, in any order and on any number of threads or
/// machines, add up to the same bits.
/// </remarks>
internal sealed class WindowMoments(int dimension)
{
    /// <summary>Up to so many rows a product of byte matrices in single precision is exact: 1024 * 127^2 &lt; 2^24.</summary>
    public const int MaxExactRows = 1024;

    public int Dimension { get; } = dimension;

    public long Count { get; private set; }

    public long[] Sums { get; } = new long[dimension];

    /// <summary>Row by row, symmetric.</summary>
    public long[] Products { get; } = new long[dimension * dimension];

    /// <param name="rows">At most <see cref="MaxExactRows"/> by <see cref="Dimension"/>, whole numbers of magnitude up to 127.</param>
    public void Add(Tensor rows)
    {
        if (rows.shape[0] > MaxExactRows)
            throw new ArgumentException($"{rows.shape[0]} rows at once would not be exact; {MaxExactRows} are.", nameof(rows));

        using var transposed = rows.t();
        using var products = transposed.mm(rows);
        using var sums = rows.sum(new long[] { 0 });
        AddAll(products, Products);
        AddAll(sums, Sums);
        Count += rows.shape[0];
    }

    public void Add(WindowMoments other)
    {
        Count += other.Count;
        for (var i = 0; i < Sums.Length; i++)
            Sums[i] += other.Sums[i];
        for (var i = 0; i < Products.Length; i++)
            Products[i] += other.Products[i];
    }

    /// <summary>What is left when a part is taken out: the other classes.</summary>
    public WindowMoments Without(WindowMoments part)
    {
        var rest = new WindowMoments(Dimension) { Count = Count - part.Count };
        for (var i = 0; i < Sums.Length; i++)
            rest.Sums[i] = Sums[i] - part.Sums[i];
        for (var i = 0; i < Products.Length; i++)
            rest.Products[i] = Products[i] - part.Products[i];

        return rest;
    }

    private static void AddAll(Tensor values, long[] sums)
    {
        var span = MemoryMarshal.Cast<byte, float>(values.bytes);
        for (var i = 0; i < span.Length; i++)
            sums[i] += (long)span[i];
    }
}
