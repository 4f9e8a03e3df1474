using System.Numerics.Tensors;
using DatasetGuard.Core;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Encoders;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>Deep k-NN: how many of an image's neighbours have its label, and whether it collides with one that looks quite different.</summary>
/// <remarks>
/// The conformity is that of Peri et al., "Deep k-NN Defense Against Clean-Label Data Poisoning Attacks" (2020, arXiv 1909.13374), section 4, as a share.
/// The ratio is Q = (d_f / med_f) / (d_x / med_x) of an image and its nearest neighbour of another class, with d_f the distance of the features and d_x
/// that of 16 x 16 gray pictures, both over their medians between images of different classes. Near-duplicates with two labels have both small, so Q is about 1.
/// </remarks>
/// <param name="Share">Of each row, the share of its neighbours with its own label.</param>
/// <param name="Ratio">Q of each row; NaN without an image of another class.</param>
/// <param name="Rival">Of each row, the class that most of its neighbours of other classes have; -1 without any.</param>
/// <param name="RivalShare">Of each row, the share of its neighbours with that label.</param>
internal sealed record Conformity(double[] Share, double[] Ratio, int[] Rival, double[] RivalShare)
{
    public const int MaxNeighbours = 50;

    private const double MaxShare = 0.1;
    private const double MinRivalShare = 0.5;
    public const double MaxRatio = 0.25;
    private const int Side = 16;

    /// <summary>Hardly a neighbour of its own class, most of one other class, and the nearest of another class looks different.</summary>
    public bool IsConflict(int row, double maxRatio) => Share[row] < MaxShare && RivalShare[row] > MinRivalShare && Ratio[row] < maxRatio;

    /// <summary>k = min(50, half of the smallest class).</summary>
    public static int NeighboursOf(EncodedSet set) => Math.Clamp(set.ClassCounts.Where(count => count > 0).DefaultIfEmpty().Min() / 2, 1, MaxNeighbours);

    public static Conformity Of(EncodedSet set, Neighbours neighbours, ScanContext context, CancellationToken cancellationToken)
    {
        var result = new Conformity(new double[set.Rows], new double[set.Rows], new int[set.Rows], new double[set.Rows]);
        for (var row = 0; row < set.Rows; row++)
            result.Count(row, neighbours.All[row], set.Labels);

        var pictures = Thumbnails(set, context, cancellationToken);
        var (features, pixels) = MedianDistances(set, pictures);
        for (var row = 0; row < set.Rows; row++)
        {
            result.Ratio[row] = neighbours.Others[row] is [var nearest, ..] && features > 0 && pixels > 0
                ? nearest.Distance / features / Math.Max(Distance(pictures[row], pictures[nearest.Row]) / pixels, 1e-3)
                : double.NaN;
        }

        return result;
    }

    private void Count(int row, Neighbour[] neighbours, int[] labels)
    {
        Share[row] = (double)neighbours.Count(neighbour => labels[neighbour.Row] == labels[row]) / Math.Max(1, neighbours.Length);
        var rival = neighbours.Select(neighbour => labels[neighbour.Row]).Where(label => label != labels[row]).CountBy(label => label)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Cast<KeyValuePair<int, int>?>().FirstOrDefault();
        Rival[row] = rival?.Key ?? -1;
        RivalShare[row] = (double)(rival?.Value ?? 0) / Math.Max(1, neighbours.Length);
    }

    private static byte[][] Thumbnails(EncodedSet set, ScanContext context, CancellationToken cancellationToken)
    {
        var thumbnails = new byte[set.Rows][];
        context.Progress.Begin("Comparing pictures", set.Rows);
        set.ForEachBatch(context, (first, pictures) =>
        {
            for (var i = 0; i < pictures.Length; i++)
                thumbnails[first + i] = AreaResampler.Resize(pictures[i].ToGray(), Side, Side).Pixels.ToArray();
        }, cancellationToken);
        return thumbnails;
    }

    /// <summary>Between each row and the one half of the set further on, where they differ in class, in the order of classes.</summary>
    private static (double Features, double Pixels) MedianDistances(EncodedSet set, byte[][] pictures)
    {
        var order = Enumerable.Range(0, set.Rows).OrderBy(row => set.Labels[row]).ToArray();
        var pairs = Enumerable.Range(0, set.Rows).Select(i => (A: order[i], B: order[(i + (set.Rows / 2)) % set.Rows])).Where(pair => set.Labels[pair.A] != set.Labels[pair.B]).ToArray();
        return (
            RobustScale.Median(Array.ConvertAll(pairs, pair => new Neighbour(pair.B, TensorPrimitives.CosineSimilarity<float>(set.Features.Row(pair.A), set.Features.Row(pair.B))).Distance)),
            RobustScale.Median(Array.ConvertAll(pairs, pair => Distance(pictures[pair.A], pictures[pair.B]))));
    }

    private static double Distance(byte[] a, byte[] b)
    {
        var sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);

        return Math.Sqrt(sum);
    }
}
