using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>Which rows are compared with which: the rows of a cell with those of the cells nearest to it.</summary>
/// <remarks>
/// An inverted file: spherical k-means, and every row in the cell of its nearest centre (Jégou, Douze and Schmid, "Product Quantization for Nearest
/// Neighbor Search", 2011, section 4, without the quantisation). Rows of one cell ask the same cells, so the work stays products of large matrices.
/// </remarks>
/// <param name="Order">The rows, cell by cell.</param>
/// <param name="Starts">Where each cell begins in <paramref name="Order"/>, and the number of rows at the end.</param>
/// <param name="Asked">For each cell the cells that its rows are compared with, itself first.</param>
internal sealed record NearCells(int[] Order, int[] Starts, int[][] Asked)
{
    private const int RowsPerCentre = 64;
    private const int Rounds = 8;
    private const int BlockRows = 4096;

    /// <summary>At so many cells a row is compared with; of 200,000 rows with one in fourteen.</summary>
    private const int MaxAsked = 64;

    public int Count => Asked.Length;

    /// <summary>One cell: every row is compared with every other.</summary>
    public static NearCells All(int rows) => new([.. Enumerable.Range(0, rows)], [0, rows], [[0]]);

    /// <summary>Twice the root of the number of rows as cells.</summary>
    /// <param name="rows">Vectors of length 1.</param>
    /// <param name="context">For the threads and the seed; the result does not depend on the threads.</param>
    /// <param name="cancellationToken">Stops within a block.</param>
    public static NearCells Of(FeatureMatrix rows, ScanContext context, CancellationToken cancellationToken)
    {
        var count = (int)(2 * Math.Sqrt(rows.Rows));
        var centres = Centres(rows, count, context, cancellationToken);
        var cells = Assign(rows, [.. Enumerable.Range(0, rows.Rows)], centres, context, cancellationToken);
        int[] order = [.. Enumerable.Range(0, rows.Rows).OrderBy(row => cells[row])];
        var starts = new int[count + 1];
        foreach (var cell in cells)
            starts[cell + 1]++;
        for (var cell = 1; cell <= count; cell++)
            starts[cell] += starts[cell - 1];

        var asked = Enumerable.Range(0, count).Select(cell => NearestCentres(centres, cell)).ToArray();
        return new NearCells(order, starts, asked);
    }

    private static FeatureMatrix Centres(FeatureMatrix rows, int count, ScanContext context, CancellationToken cancellationToken)
    {
        var drawn = Enumerable.Range(0, rows.Rows).ToArray();
        new Random(context.Options.Seed).Shuffle(drawn);
        drawn = drawn[..Math.Min(drawn.Length, count * RowsPerCentre)];
        var centres = new FeatureMatrix(count, rows.Columns);
        for (var cell = 0; cell < count; cell++)
            rows.Row(drawn[cell]).CopyTo(centres.Row(cell));

        for (var round = 0; round < Rounds; round++)
        {
            var cells = Assign(rows, drawn, centres, context, cancellationToken);
            var sums = new FeatureMatrix(count, rows.Columns);
            for (var i = 0; i < drawn.Length; i++)
                TensorPrimitives.Add(sums.Row(cells[i]), rows.Row(drawn[i]), sums.Row(cells[i]));

            // The centre of a cell that has lost its rows stays where it was.
            for (var cell = 0; cell < count; cell++)
            {
                if (TensorPrimitives.Norm<float>(sums.Row(cell)) is var length and > 0)
                    TensorPrimitives.Divide(sums.Row(cell), length, centres.Row(cell));
            }
        }

        return centres;
    }

    /// <summary>For each of some rows the centre with the largest cosine, of equal ones the first.</summary>
    private static int[] Assign(FeatureMatrix rows, int[] chosen, FeatureMatrix centres, ScanContext context, CancellationToken cancellationToken)
    {
        var cells = new int[chosen.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, (chosen.Length + BlockRows - 1) / BlockRows, options, block =>
        {
            using var scope = NewDisposeScope();
            var part = chosen.AsSpan(block * BlockRows, Math.Min(BlockRows, chosen.Length - (block * BlockRows)));
            var products = MemoryMarshal.Cast<byte, float>(rows.Batch(part).mm(centres.Block(0, centres.Rows).t()).contiguous().bytes);
            for (var i = 0; i < part.Length; i++)
                cells[(block * BlockRows) + i] = TensorPrimitives.IndexOfMax(products.Slice(i * centres.Rows, centres.Rows));
        });
        return cells;
    }

    private static int[] NearestCentres(FeatureMatrix centres, int cell)
    {
        var cosines = new float[centres.Rows];
        for (var other = 0; other < cosines.Length; other++)
            cosines[other] = other == cell ? float.PositiveInfinity : TensorPrimitives.Dot<float>(centres.Row(cell), centres.Row(other));

        return [.. Enumerable.Range(0, cosines.Length).OrderByDescending(other => cosines[other]).Take(MaxAsked)];
    }
}
