using System.Numerics.Tensors;
using DatasetGuard.Core;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Encoders;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>For each image, the picture of another class among its neighbours in feature space that lies faintly over it most clearly.</summary>
/// <param name="Source">Row of that picture; -1 without one.</param>
/// <param name="Fit">Its weight.</param>
/// <param name="Lead">Of its deviations, how many lie above those of the other candidates' median, in their spreads.</param>
internal readonly record struct Watermark(int Source, WatermarkFit Fit, double Lead)
{
    public const double LeastWeight = 0.1;

    /// <summary>What has more of the other than of itself is a duplicate: other rules find it.</summary>
    public const double MostWeight = 0.7;

    private const double LeastLead = 6;

    /// <param name="leastWeight">In the place of <see cref="LeastWeight"/>.</param>
    public bool IsClear(double leastWeight) => Source >= 0 && Fit.Weight > leastWeight && Fit.Weight < MostWeight && Lead > LeastLead;
}

/// <summary>Fits candidate watermarks to every image.</summary>
internal static class WatermarkSearch
{
    /// <summary>Neighbours of other classes that are tried.</summary>
    public const int Candidates = 20;

    /// <summary>With fewer there is nothing to compare the clearest with.</summary>
    private const int LeastCandidates = 5;

    /// <summary>Neighbours of the own class whose mean is allowed for.</summary>
    private const int OwnCount = 5;

    private const int Side = 32;

    public static Watermark[] Run(EncodedSet set, Neighbours neighbours, ScanContext context, CancellationToken cancellationToken)
    {
        var structures = Structures(set, context, cancellationToken);
        var result = new Watermark[set.Rows];
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, set.Rows, options, row => result[row] = Best(row, set, neighbours, structures));
        return result;
    }

    private static Watermark Best(int row, EncodedSet set, Neighbours neighbours, float[][] structures)
    {
        var others = neighbours.Others[row];
        if (others.Length < LeastCandidates)
            return new Watermark(-1, default, 0);

        var own = new float[Side * Side];
        foreach (var neighbour in neighbours.All[row].Where(neighbour => set.Labels[neighbour.Row] == set.Labels[row]).Take(OwnCount))
            TensorPrimitives.Add(own, structures[neighbour.Row], own);

        var fits = Array.ConvertAll(others, other => WatermarkFit.Of(structures[row], structures[other.Row], own));
        var best = Enumerable.Range(0, fits.Length).MaxBy(i => fits[i].Deviations);
        var rest = fits.Where((_, i) => i != best).Select(fit => fit.Deviations).ToArray();
        var (centre, scale) = RobustScale.Of(rest);
        return new Watermark(others[best].Row, fits[best], (fits[best].Deviations - centre) / Math.Max(1, scale));
    }

    /// <summary>Gray pictures of one small size without their 3 x 3 mean.</summary>
    private static float[][] Structures(EncodedSet set, ScanContext context, CancellationToken cancellationToken)
    {
        var structures = new float[set.Rows][];
        context.Progress.Begin("Looking for watermarks", set.Rows);
        set.ForEachBatch(context, (first, pictures) =>
        {
            var filter = new BoxFilter(Side, Side, 1);
            var mean = new float[Side * Side];
            for (var i = 0; i < pictures.Length; i++)
            {
                var gray = Array.ConvertAll(AreaResampler.Resize(pictures[i].ToGray(), Side, Side).Pixels.ToArray(), pixel => (float)pixel);
                filter.Mean(gray, mean, Side, Side, 1);
                TensorPrimitives.Subtract(gray, mean, gray);
                structures[first + i] = gray;
            }
        }, cancellationToken);
        return structures;
    }
}
