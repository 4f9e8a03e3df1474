using System.Numerics.Tensors;

namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>Two clusters of one class; what activation clustering (Chen et al. 2018, arXiv 1811.03728, section 4) splits a class into.</summary>
/// <param name="Offsets">For each image the difference of its distances to the two centres: positive in the smaller cluster.</param>
/// <param name="Minority">Share of the images in the smaller cluster.</param>
/// <param name="Silhouette">
/// Mean of (b - a) / b over the images, with a the distance to the image's own centre and b to the other: 1 for two points, about 0.3 for one round cloud.
/// </param>
internal sealed record TwoMeans(float[] Offsets, double Minority, double Silhouette)
{
    /// <summary>A larger part of a class is no minority, which poison is.</summary>
    private const double MaxMinority = 0.35;

    /// <summary>Clean classes of CIFAR-10, MNIST and Fashion-MNIST reach 0.49.</summary>
    public const double LeastSilhouette = 0.5;

    private const int Axes = 10;
    private const int Starts = 5;
    private const int MaxRounds = 30;
    private const double StartShare = 0.1;

    /// <summary>The smaller cluster is small enough to be poison.</summary>
    public bool HasMinority => Minority <= MaxMinority;

    /// <summary>The smaller cluster is small enough to be poison, and lies apart from the rest.</summary>
    /// <param name="leastSilhouette">In the place of <see cref="LeastSilhouette"/>.</param>
    public bool IsApart(double leastSilhouette = LeastSilhouette) => HasMinority && Silhouette > leastSilhouette;

    /// <summary>2-means in the first ten principal axes, begun from both ends of each of the first five; the best of them.</summary>
    public static TwoMeans Of(ClassSpace space)
    {
        var dimension = Math.Min(Axes, space.Dimension);
        var best = (Spread: double.PositiveInfinity, Split: Array.Empty<bool>());
        for (var axis = 0; axis < Math.Min(Starts, dimension); axis++)
        {
            foreach (var sign in (ReadOnlySpan<int>)[1, -1])
            {
                var (spread, split) = Run(space, dimension, Start(space, axis, sign));
                if (spread < best.Spread)
                    best = (spread, split);
            }
        }

        return Describe(space, dimension, best.Split);
    }

    private static bool[] Start(ClassSpace space, int axis, int sign)
    {
        var split = new bool[space.Count];
        var size = Math.Max(1, (int)(StartShare * space.Count));
        foreach (var i in Enumerable.Range(0, space.Count).OrderByDescending(i => sign * space[i][axis]).ThenBy(i => i).Take(size))
            split[i] = true;

        return split;
    }

    private static (double Spread, bool[] Split) Run(ClassSpace space, int dimension, bool[] split)
    {
        var spread = double.PositiveInfinity;
        for (var round = 0; round < MaxRounds; round++)
        {
            var (inside, outside) = (Centre(space, dimension, split, true), Centre(space, dimension, split, false));
            var sum = 0.0;
            var changed = false;
            for (var i = 0; i < split.Length; i++)
            {
                var a = TensorPrimitives.Distance(space[i][..dimension], inside);
                var b = TensorPrimitives.Distance(space[i][..dimension], outside);
                changed |= split[i] != a < b;
                split[i] = a < b;
                sum += Math.Min(a, b) * (double)Math.Min(a, b);
            }

            spread = sum;
            if (!changed)
                break;
        }

        return (spread, split);
    }

    private static TwoMeans Describe(ClassSpace space, int dimension, bool[] split)
    {
        var size = split.Count(inside => inside);
        var minority = size * 2 <= split.Length;
        var (own, other) = (Centre(space, dimension, split, minority), Centre(space, dimension, split, !minority));
        var offsets = new float[split.Length];
        var silhouette = 0.0;
        for (var i = 0; i < split.Length; i++)
        {
            var a = TensorPrimitives.Distance(space[i][..dimension], own);
            var b = TensorPrimitives.Distance(space[i][..dimension], other);
            offsets[i] = b - a;
            silhouette += Math.Max(a, b) > 0 ? Math.Abs(a - b) / Math.Max(a, b) : 0;
        }

        return new TwoMeans(offsets, (double)Math.Min(size, split.Length - size) / Math.Max(1, split.Length), silhouette / Math.Max(1, split.Length));
    }

    private static float[] Centre(ClassSpace space, int dimension, bool[] split, bool side)
    {
        var centre = new float[dimension];
        var count = 0;
        for (var i = 0; i < split.Length; i++)
        {
            if (split[i] != side)
                continue;

            TensorPrimitives.Add(centre, space[i][..dimension], centre);
            count++;
        }

        TensorPrimitives.Divide(centre, Math.Max(1, count), centre);
        return centre;
    }
}
