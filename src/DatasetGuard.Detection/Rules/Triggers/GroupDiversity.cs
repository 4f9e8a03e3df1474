using System.Collections.Concurrent;
using System.Numerics;
using System.Numerics.Tensors;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>How different the members of a group are in everything but the trigger, from 8 x 8 thumbnails of the images.</summary>
/// <remarks>
/// Poisoned images share the trigger only. Natural sub-groups share the rest of the picture too: all of them (one pose, one background),
/// or each with a few others (frames of one video, near-duplicates). The first shows in the mean of the thumbnails, the second in the
/// nearest neighbours: those of poisoned images are not poisoned.
/// </remarks>
internal sealed class GroupDiversity
{
    private const int Length = WindowExtractor.ThumbnailLength;
    private const int MaxCompared = 64;
    private const int Draws = 8;

    /// <summary>So many images, and so many more of the class itself, stand for all that are not in a group.</summary>
    private const int Bystanders = 512, OfClass = 256;

    /// <summary>So many thumbnails have sums of 32 bits.</summary>
    private const int MostInPart = int.MaxValue / WindowExtractor.ThumbnailScale;

    /// <summary>A class whose images are nearer to one another than this consists of copies, and so does every group in it.</summary>
    private const double MinDistance = 0.01;

    private readonly FeatureStore _features;
    private readonly int _seed;
    private readonly double[] _classUniformity;
    private readonly int[] _bystanders;
    private readonly ConcurrentDictionary<(int Class, int Size), double> _drawn = [];
    private readonly ConcurrentDictionary<(int Class, int Size, ulong Hidden), double> _drawnRatio = [];

    public GroupDiversity(FeatureStore features, int seed = 0)
    {
        _seed = seed;
        _features = features;
        _bystanders = Draw(0, features.Rows, Bystanders, 0);
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
        var own = Compared(classIndex, group);
        var drawn = _drawn.GetOrAdd((classIndex, own.Length), key => Enumerable.Range(0, Draws).Average(draw => MeanNearest(Draw(key.Class, key.Size, draw))));
        return MeanNearest(own) / Math.Max(MinDistance, drawn);
    }

    /// <summary>
    /// Mean distance to the nearest neighbour within the group over that to the nearest of all other images, relative to subsets of the class: near 0 when the group's
    /// look-alikes are in the group, also where the whole class falls into clusters, as in frames of a few videos.
    /// </summary>
    /// <param name="classIndex">Which class.</param>
    /// <param name="group">Rows within it.</param>
    /// <param name="shared">Cells of the thumbnail that are left out: what the group has in common, which is no reason to be alike.</param>
    public double Outside(int classIndex, int[] group, ulong shared)
    {
        var first = _features.ClassStarts[classIndex];
        var own = Compared(classIndex, group);
        var drawn = _drawnRatio.GetOrAdd((classIndex, own.Length, shared), key => Enumerable.Range(0, (MaxCompared + key.Size - 1) / key.Size)
            .Average(draw => Draw(key.Class, key.Size, draw) is var rows ? NearestRatio(key.Class, rows, [.. rows], key.Hidden) : 0));
        return NearestRatio(classIndex, own, [.. group.Select(i => first + i)], shared) / drawn;
    }

    /// <summary>Rows of a group, evenly spread, that stand for it.</summary>
    private int[] Compared(int classIndex, int[] group)
    {
        var size = Math.Min(group.Length, MaxCompared);
        return [.. Enumerable.Range(0, size).Select(i => _features.ClassStarts[classIndex] + group[(int)((long)i * group.Length / size)])];
    }

    /// <summary>Random rows of a class, the same ones for the same seed. Not every n-th: in the order of names these may be copies of one image.</summary>
    private int[] Draw(int classIndex, int size, int draw) => Draw(_features.ClassStarts[classIndex], _features.CountOf(classIndex), size, draw);

    private int[] Draw(int first, int count, int size, int draw)
    {
        var rows = Enumerable.Range(first, count).ToArray();
        new Random(unchecked((_seed * Draws) + draw)).Shuffle(rows);
        return rows[..Math.Min(size, count)];
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
    private double MeanNearest(int[] rows) => MeanNearest(Units(rows, hidden: 0));

    private static double MeanNearest(ReadOnlySpan<float> thumbnails)
    {
        var total = 0.0;
        for (var at = 0; at < thumbnails.Length; at += Length)
            total += Math.Min(Nearest(thumbnails.Slice(at, Length), thumbnails[..at]), Nearest(thumbnails.Slice(at, Length), thumbnails[(at + Length)..]));

        return total / (thumbnails.Length / Length);
    }

    /// <summary>Mean distance of the rows, some of a group, to one another's nearest, over that to the nearest that is not in the group.</summary>
    private double NearestRatio(int classIndex, int[] rows, HashSet<int> group, ulong hidden)
    {
        var own = Units(rows, hidden);
        var outside = Units([.. _bystanders.Where(row => !group.Contains(row)), .. Draw(classIndex, OfClass + group.Count, 0).Where(row => !group.Contains(row))], hidden);
        var total = 0.0;
        for (var at = 0; at < own.Length; at += Length)
            total += Nearest(own.AsSpan(at, Length), outside);

        return Math.Max(MinDistance, MeanNearest(own)) / Math.Max(MinDistance, total / rows.Length);
    }

    /// <summary>1 minus the correlation with the most similar of others; 2 without any.</summary>
    private static double Nearest(ReadOnlySpan<float> thumbnail, ReadOnlySpan<float> others)
    {
        var nearest = -1f;
        for (var at = 0; at < others.Length; at += Length)
            nearest = Math.Max(nearest, TensorPrimitives.Dot(thumbnail, others.Slice(at, Length)));

        return 1 - nearest;
    }

    /// <summary>Thumbnails, one after the other, with mean 0 and length 1 in what is not hidden.</summary>
    private float[] Units(int[] rows, ulong hidden)
    {
        var thumbnails = new float[rows.Length * Length];
        for (var i = 0; i < rows.Length; i++)
            WriteUnit(_features.Thumbnail(rows[i]), hidden, thumbnails.AsSpan(i * Length, Length));

        return thumbnails;
    }

    private static void WriteUnit(ReadOnlySpan<short> stored, ulong hidden, Span<float> thumbnail)
    {
        TensorPrimitives.ConvertTruncating(stored, thumbnail);
        TensorPrimitives.Divide(thumbnail, WindowExtractor.ThumbnailScale, thumbnail);
        if (hidden == 0)
            return;

        for (var cells = hidden; cells != 0; cells &= cells - 1)
            thumbnail[BitOperations.TrailingZeroCount(cells)] = 0;

        TensorPrimitives.Subtract(thumbnail, TensorPrimitives.Sum<float>(thumbnail) / (Length - BitOperations.PopCount(hidden)), thumbnail);
        for (var cells = hidden; cells != 0; cells &= cells - 1)
            thumbnail[BitOperations.TrailingZeroCount(cells)] = 0;

        TensorPrimitives.Divide(thumbnail, Math.Max(1e-6f, TensorPrimitives.Norm<float>(thumbnail)), thumbnail);
    }
}
