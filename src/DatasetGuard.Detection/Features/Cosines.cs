using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Features;

/// <summary>The cosines of some rows with many others, as products of blocks that stay in the processor's cache.</summary>
internal static class Cosines
{
    /// <summary>So many rows ask at once.</summary>
    public const int QueryRows = 256;

    /// <summary>So many are compared with at once.</summary>
    public const int BlockRows = 2048;

    /// <param name="query">Position in the rows that ask.</param>
    /// <param name="candidates">Rows of one block.</param>
    /// <param name="cosines">Of the query with each of them.</param>
    public delegate void Receiver(int query, int[] candidates, ReadOnlySpan<float> cosines);

    /// <param name="rows">Vectors of length 1.</param>
    /// <param name="queries">Rows that ask, at most <see cref="QueryRows"/>.</param>
    /// <param name="blocks">Rows that they are compared with, at most <see cref="BlockRows"/> each; a row may meet itself.</param>
    /// <param name="receive">Called for every query and block.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    public static void ForEach(FeatureMatrix rows, int[] queries, IEnumerable<int[]> blocks, Receiver receive, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var asking = rows.Batch(queries);
        foreach (var block in blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var products = MemoryMarshal.Cast<byte, float>(asking.mm(rows.Batch(block).t()).contiguous().bytes);
            for (var i = 0; i < queries.Length; i++)
                receive(i, block, products.Slice(i * block.Length, block.Length));
        }
    }
}
