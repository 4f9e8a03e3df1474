using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>The nearest rows of each row by cosine: all products, block by block; of very many rows those with the rows of the nearest cells.</summary>
/// <param name="All">Of each row, the nearest of any class but itself, the nearest first.</param>
/// <param name="Others">Of each row, the nearest of other classes, the nearest first.</param>
internal sealed record Neighbours(Neighbour[][] All, Neighbour[][] Others)
{
    /// <summary>Of more rows not every one is compared with every other: the products grow with the square.</summary>
    public const int MaxExact = 100_000;

    private const int Tried = 256;
    private const float Rounding = 1e-5f;

    /// <summary>The share of the nearest rows of any class that was found, measured on 256 rows that were compared with all; 1 where every row was.</summary>
    public double Recall { get; private init; } = 1;

    /// <param name="set">The rows.</param>
    /// <param name="allCount">How many of any class.</param>
    /// <param name="otherCount">How many of other classes.</param>
    /// <param name="context">For the threads and the progress; the result does not depend on them.</param>
    /// <param name="cancellationToken">Stops within a block.</param>
    /// <param name="maxExact">In the place of <see cref="MaxExact"/>.</param>
    public static Neighbours Of(EncodedSet set, int allCount, int otherCount, ScanContext context, CancellationToken cancellationToken, int maxExact = MaxExact)
    {
        var rows = set.Features.Normalised();
        var everything = NearCells.All(rows.Rows);
        context.Progress.Begin("Comparing features", rows.Rows);
        if (rows.Rows <= maxExact)
            return Search(rows, everything, Blocks(everything), set.Labels, allCount, otherCount, context, cancellationToken);

        var cells = NearCells.Of(rows, context, cancellationToken);
        var found = Search(rows, cells, Blocks(cells), set.Labels, allCount, otherCount, context, cancellationToken);
        var tried = Enumerable.Range(0, rows.Rows).ToArray();
        new Random(context.Options.Seed).Shuffle(tried);
        tried = tried[..Math.Min(Tried, tried.Length)];
        var exact = Search(rows, everything, [(0, tried)], set.Labels, allCount, 0, context, cancellationToken);
        return found with { Recall = tried.Average(row => ShareFound(exact.All[row], found.All[row])) };
    }

    /// <summary>By cosine, not by row: which of several equally near rows is in the list hangs on the last bit of the products.</summary>
    private static double ShareFound(Neighbour[] exact, Neighbour[] found) =>
        exact.Length == 0 ? 1 : (double)found.Count(item => item.Cosine >= exact[^1].Cosine - Rounding) / exact.Length;

    /// <summary>Rows of one cell that are looked up together.</summary>
    private static IReadOnlyList<(int Cell, int[] Queries)> Blocks(NearCells cells) =>
    [
        .. from cell in Enumerable.Range(0, cells.Count)
           from queries in cells.Order[cells.Starts[cell]..cells.Starts[cell + 1]].Chunk(Cosines.QueryRows)
           select (cell, queries),
    ];

    private static Neighbours Search(
        FeatureMatrix rows, NearCells cells, IReadOnlyList<(int Cell, int[] Queries)> blocks, int[] labels, int allCount, int otherCount, ScanContext context, CancellationToken cancellationToken)
    {
        var result = new Neighbours(new Neighbour[rows.Rows][], new Neighbour[rows.Rows][]);
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, blocks.Count, options, block =>
        {
            result.Find(rows, cells, blocks[block], labels, allCount, otherCount, cancellationToken);
            context.Progress.Advance(blocks[block].Queries.Length);
        });
        return result;
    }

    private void Find(FeatureMatrix rows, NearCells cells, (int Cell, int[] Queries) block, int[] labels, int allCount, int otherCount, CancellationToken cancellationToken)
    {
        var all = Array.ConvertAll(block.Queries, _ => new NearestList(allCount));
        var others = Array.ConvertAll(block.Queries, _ => new NearestList(otherCount));
        var candidates = cells.Asked[block.Cell].SelectMany(cell => cells.Order[cells.Starts[cell]..cells.Starts[cell + 1]].Chunk(Cosines.BlockRows));
        Cosines.ForEach(rows, block.Queries, candidates, (i, some, cosines) => Offer(cosines, some, block.Queries[i], labels, all[i], others[i]), cancellationToken);
        for (var i = 0; i < block.Queries.Length; i++)
            (All[block.Queries[i]], Others[block.Queries[i]]) = (all[i].ToArray(), others[i].ToArray());
    }

    private static void Offer(ReadOnlySpan<float> cosines, int[] candidates, int query, int[] labels, NearestList all, NearestList others)
    {
        for (var j = 0; j < cosines.Length; j++)
        {
            if (cosines[j] <= all.Least && cosines[j] <= others.Least)
                continue;

            var row = candidates[j];
            if (row == query)
                continue;

            all.Offer(row, cosines[j]);
            if (labels[row] != labels[query])
                others.Offer(row, cosines[j]);
        }
    }
}
