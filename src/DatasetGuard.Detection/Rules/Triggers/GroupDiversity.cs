using System.Collections.Concurrent;
using System.Numerics;
using System.Numerics.Tensors;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>How different the members of a group are in everything but the trigger, from 8 x 8 thumbnails of the images.</summary>
/// <remarks>
/// Poisoned images share the trigger only. Natural sub-groups share the rest of the picture too: all of them (one pose, one background),
/// or each with a few others (frames of one video, near-duplicates). The first shows in the mean of the thumbnails, the second in the
/// nearest neighbours.
/// </remarks>
internal sealed class GroupDiversity
{
    private const int Length = WindowExtractor.ThumbnailLength;
    private const int MaxCompared = 64;
    private const int Draws = 8;

    /// <summary>So many thumbnails have sums of 32 bits.</summary>
    private const int MostInPart = int.MaxValue / WindowExtractor.ThumbnailScale;

    /// <summary>A class whose images are nearer to one another than this consists of copies, and so does every group in it.</summary>
    private const double MinDistance = 0.01;

    private readonly FeatureStore _features;
    private readonly int _seed;
    private readonly double[] _classUniformity;
    private readonly ConcurrentDictionary<(int Class, int Size), double> _drawn = [];

    public GroupDiversity(FeatureStore features, int seed = 0)
    {
        _seed = seed;
        _features = features;
        _classUniformity = [.. Enumerable.Range(0, features.ClassStarts.Length - 1)
            .Select(c => Uniformity(Enumerable.Range(features.ClassStarts[c], features.CountOf(c))))];
    }

    /// <summary>div: energy that is not common to the group, relative to the class. 1 when the group is as varied as its class.</summary>
    public double Overall(int classIndex, int[] group)
    {
        var first = _features.ClassStarts[classIndex];
        return (1 - Uniformity(group.Select(i => first + i))) / Math.Max(1e-9, 1 - _classUniformity[classIndex]);
    }

    /// <summary>
    /// Mean distance to the nearest neighbour within the group, relative to that in subsets of the class of the same size: near 0 when
    /// the group falls into clusters of look-alikes.
    /// </summary>
    public double Local(int classIndex, int[] group)
    {
        var first = _features.ClassStarts[classIndex];
        var size = Math.Min(group.Length, MaxCompared);
        var own = MeanNearest([.. Enumerable.Range(0, size).Select(i => first + group[(int)((long)i * group.Length / size)])]);

        var drawn = _drawn.GetOrAdd((classIndex, size), key => Enumerable.Range(0, Draws).Average(draw => MeanNearest(Draw(key.Class, key.Size, draw))));
        return own / Math.Max(MinDistance, drawn);
    }

    /// <summary>Random rows of a class, the same ones for the same seed. Not every n-th: in the order of names these may be copies of one image.</summary>
    private int[] Draw(int classIndex, int size, int draw)
    {
        var rows = Enumerable.Range(_features.ClassStarts[classIndex], _features.CountOf(classIndex)).ToArray();
        new Random(unchecked((_seed * Draws) + draw)).Shuffle(rows);
        return rows[..size];
    }

    /// <summary>Unbiased share of the thumbnails' energy that lies in their mean: 0 for unrelated pictures, 1 for equal ones.</summary>
    private double Uniformity(IEnumerable<int> rows)
    {
        Span<long> sums = stackalloc long[Length];
        Span<int> part = stackalloc int[Length];
        sums.Clear();
        part.Clear();
        var (energy, count) = (0L, 0);
        foreach (var row in rows)
        {
            energy += AddThumbnail(_features.Thumbnail(row), part);
            if (++count % MostInPart == 0)
                Move(part, sums);
        }

        Move(part, sums);
        if (count < 2 || energy == 0)
            return 0;

        var mean = 0.0;
        foreach (var sum in sums)
            mean += (double)sum / count * ((double)sum / count);

        return ((count * mean / ((double)energy / count)) - 1) / (count - 1);
    }

    /// <returns>The sum of squares, which is at most that of a unit vector in these steps.</returns>
    private static int AddThumbnail(ReadOnlySpan<short> thumbnail, Span<int> sums)
    {
        var squares = Vector<int>.Zero;
        for (var i = 0; i < Length; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(thumbnail[i..]), out var low, out var high);
            squares += (low * low) + (high * high);
            (new Vector<int>(sums[i..]) + low).CopyTo(sums[i..]);
            (new Vector<int>(sums[(i + Vector<int>.Count)..]) + high).CopyTo(sums[(i + Vector<int>.Count)..]);
        }

        return Vector.Sum(squares);
    }

    private static void Move(Span<int> from, Span<long> to)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += from[i];

        from.Clear();
    }

    /// <summary>Mean over the rows of 1 minus the correlation with the most similar other row.</summary>
    private double MeanNearest(int[] rows)
    {
        var thumbnails = Array.ConvertAll(rows, Unit);
        var total = 0.0;
        for (var i = 0; i < thumbnails.Length; i++)
        {
            var nearest = -1f;
            for (var k = 0; k < thumbnails.Length; k++)
                nearest = k == i ? nearest : Math.Max(nearest, TensorPrimitives.Dot<float>(thumbnails[i], thumbnails[k]));

            total += 1 - nearest;
        }

        return total / thumbnails.Length;
    }

    private float[] Unit(int row)
    {
        var thumbnail = new float[Length];
        var stored = _features.Thumbnail(row);
        for (var i = 0; i < Length; i++)
            thumbnail[i] = (float)stored[i] / WindowExtractor.ThumbnailScale;

        return thumbnail;
    }
}
