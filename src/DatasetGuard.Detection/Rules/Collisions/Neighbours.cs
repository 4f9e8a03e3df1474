using System.Runtime.InteropServices;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>The nearest rows of each row by cosine, exactly: all products, block by block.</summary>
/// <param name="All">Of each row, the nearest of any class but itself, the nearest first.</param>
/// <param name="Others">Of each row, the nearest of other classes, the nearest first.</param>
internal sealed record Neighbours(Neighbour[][] All, Neighbour[][] Others)
{
    /// <summary>The products grow with the square of the rows.</summary>
    public const int MaxRows = 100_000;

    private const int QueryRows = 256;
    private const int BlockRows = 2048;

    /// <param name="set">The rows.</param>
    /// <param name="allCount">How many of any class.</param>
    /// <param name="otherCount">How many of other classes.</param>
    /// <param name="context">For the threads and the progress; the result does not depend on them.</param>
    /// <param name="cancellationToken">Stops within a block.</param>
    public static Neighbours Of(EncodedSet set, int allCount, int otherCount, ScanContext context, CancellationToken cancellationToken)
    {
        var rows = set.Features.Normalised();
        var result = new Neighbours(new Neighbour[rows.Rows][], new Neighbour[rows.Rows][]);
        context.Progress.Begin("Comparing features", rows.Rows);
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, (rows.Rows + QueryRows - 1) / QueryRows, options, block =>
        {
            var first = block * QueryRows;
            var count = Math.Min(QueryRows, rows.Rows - first);
            result.Find(rows, set.Labels, first, count, allCount, otherCount, cancellationToken);
            context.Progress.Advance(count);
        });
        return result;
    }

    private void Find(FeatureMatrix rows, int[] labels, int first, int count, int allCount, int otherCount, CancellationToken cancellationToken)
    {
        var all = Enumerable.Range(0, count).Select(_ => new NearestList(allCount)).ToArray();
        var others = Enumerable.Range(0, count).Select(_ => new NearestList(otherCount)).ToArray();
        using var scope = NewDisposeScope();
        var queries = rows.Block(first, count);
        for (var block = 0; block < rows.Rows; block += BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var width = Math.Min(BlockRows, rows.Rows - block);
            var products = MemoryMarshal.Cast<byte, float>(queries.mm(rows.Block(block, width).t()).contiguous().bytes);
            for (var i = 0; i < count; i++)
                Offer(products.Slice(i * width, width), block, first + i, labels, all[i], others[i]);
        }

        for (var i = 0; i < count; i++)
            (All[first + i], Others[first + i]) = (all[i].ToArray(), others[i].ToArray());
    }

    private static void Offer(ReadOnlySpan<float> cosines, int block, int query, int[] labels, NearestList all, NearestList others)
    {
        for (var j = 0; j < cosines.Length; j++)
        {
            if (cosines[j] <= all.Least && cosines[j] <= others.Least)
                continue;

            var row = block + j;
            if (row == query)
                continue;

            all.Offer(row, cosines[j]);
            if (labels[row] != labels[query])
                others.Offer(row, cosines[j]);
        }
    }
}

/// <param name="Row">Which row.</param>
/// <param name="Cosine">Of the angle between the two feature vectors.</param>
internal readonly record struct Neighbour(int Row, float Cosine)
{
    /// <summary>Between the vectors divided by their lengths, 0 to 2.</summary>
    public double Distance => Math.Sqrt(Math.Max(0, 2 - (2 * (double)Cosine)));
}

/// <summary>The so many rows with the largest cosines, the largest first; of equal ones those that came first.</summary>
internal sealed class NearestList(int capacity)
{
    private readonly Neighbour[] _items = new Neighbour[capacity];
    private int _count;

    /// <summary>What is not above this has no place in the list.</summary>
    public float Least => capacity == 0 ? float.PositiveInfinity : _count < capacity ? float.NegativeInfinity : _items[^1].Cosine;

    public void Offer(int row, float cosine)
    {
        if (cosine <= Least)
            return;

        var place = _count < capacity ? _count++ : capacity - 1;
        for (; place > 0 && _items[place - 1].Cosine < cosine; place--)
            _items[place] = _items[place - 1];

        _items[place] = new Neighbour(row, cosine);
    }

    public Neighbour[] ToArray() => _items[.._count];
}
