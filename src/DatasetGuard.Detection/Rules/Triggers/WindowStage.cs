using System.Runtime.InteropServices;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Looks for patches: in every window, the directions in which one class varies more than all others.</summary>
/// <remarks>
/// Per window and class: the top eigenvectors of the class's second moment in the space where the other classes have unit covariance
/// (generalised principal components), and from both ends of each a group that is iterated to the half-distance fixed point.
/// </remarks>
internal sealed class WindowStage(FeatureStore features, GroupScorer scorer, int jobs)
{
    private const int Directions = 2;
    private const double MinEigenvalue = 1.3;
    private const double SeedShare = 0.005;
    private const int MaxIterations = 6;

    /// <summary>A class with a smaller share of the images is compared with all images instead of all others: that changes little and costs far less.</summary>
    private const double SmallShare = 1.0 / 64;

    /// <summary>The whitening of each tile by class, which the stage for whole images needs again; null for a class without one.</summary>
    public IReadOnlyDictionary<int, Whitening?[]> TileWhitenings => _tileWhitenings;

    private readonly Dictionary<int, Whitening?[]> _tileWhitenings = [];

    public List<TriggerCandidate> Run(IReadOnlyList<int> classes, IScanProgress progress, CancellationToken cancellationToken)
    {
        var windows = features.Layout.Windows;
        var found = new List<TriggerCandidate>[windows.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        progress.Begin("Comparing windows", windows.Count);
        Parallel.For(0, windows.Count, options, window =>
        {
            found[window] = Analyse(window, classes, cancellationToken);
            progress.Advance(1);
        });
        return [.. found.SelectMany(candidates => candidates)];
    }

    private List<TriggerCandidate> Analyse(int window, IReadOnlyList<int> classes, CancellationToken cancellationToken)
    {
        var dimension = features.Layout.Windows[window].Dimension;
        var own = classes.Where(c => features.CountOf(c) >= Math.Min(dimension, SmallShare * features.Rows)).ToDictionary(c => c, _ => new WindowMoments(dimension));
        var all = SumMoments(window, dimension, own);
        Whitening? pooled = null;
        var whitenings = new Whitening?[features.ClassStarts.Length - 1];
        var found = new List<TriggerCandidate>();
        foreach (var c in classes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var moments = own.GetValueOrDefault(c);
            var whitening = moments is null || moments.Count < SmallShare * all.Count ? pooled ??= Whitening.Of(all) : Whitening.Of(all.Without(moments));
            whitenings[c] = whitening;
            found.AddRange(new ClassWindow(features, scorer, window, c, whitening).Search(moments));
        }

        if (features.Layout.Windows[window].IsTile && features.Layout.Windows[window].Picture == 0)
        {
            lock (_tileWhitenings)
                _tileWhitenings[window] = whitenings;
        }

        return found;
    }

    private WindowMoments SumMoments(int window, int dimension, Dictionary<int, WindowMoments> own)
    {
        var all = new WindowMoments(dimension);
        var bytes = new sbyte[WindowMoments.MaxExactRows * dimension];
        using var rows = empty(WindowMoments.MaxExactRows, dimension, dtype: ScalarType.Float32);
        for (var c = 0; c < features.ClassStarts.Length - 1; c++)
        {
            var target = own.GetValueOrDefault(c) ?? all;
            for (var start = features.ClassStarts[c]; start < features.ClassStarts[c + 1]; start += WindowMoments.MaxExactRows)
            {
                var count = Math.Min(WindowMoments.MaxExactRows, features.ClassStarts[c + 1] - start);
                var chunk = bytes.AsSpan(0, count * dimension);
                features.ReadWindow(window, start, chunk);
                ByteRows.ToSingle(chunk, 1, MemoryMarshal.Cast<byte, float>(rows.bytes)[..chunk.Length]);
                using var part = rows.narrow(0, 0, count);
                target.Add(part);
            }
        }

        foreach (var moments in own.Values)
            all.Add(moments);

        return all;
    }

    /// <summary>One class in one window.</summary>
    private sealed class ClassWindow
    {
        private readonly FeatureStore _features;
        private readonly GroupScorer _scorer;
        private readonly int _window;
        private readonly int _class;
        private readonly Whitening _whitening;
        private readonly sbyte[] _rows;
        private readonly int _count;

        public ClassWindow(FeatureStore features, GroupScorer scorer, int window, int classIndex, Whitening whitening)
        {
            (_features, _scorer, _window, _class, _whitening) = (features, scorer, window, classIndex, whitening);
            _count = features.CountOf(classIndex);
            _rows = GC.AllocateUninitializedArray<sbyte>(_count * whitening.Dimension);
            features.ReadWindow(window, features.ClassStarts[classIndex], _rows);
        }

        /// <param name="own">The sums of the class; null for one with fewer images than dimensions, which is cheaper to look at directly.</param>
        public IEnumerable<TriggerCandidate> Search(WindowMoments? own)
        {
            var groups = new List<int[]>();
            foreach (var direction in own is null ? TopDirections() : TopDirections(own))
            {
                var scores = Project(direction, out _);
                foreach (var seed in Seeds.BothEnds(scores, Seeds.Size(_count, SeedShare)))
                {
                    if (Iterate(seed) is { } candidate && !groups.Exists(group => group.AsSpan().SequenceEqual(candidate.Group)))
                    {
                        groups.Add(candidate.Group);
                        yield return candidate;
                    }
                }
            }
        }

        /// <summary>Eigenvectors of L^-1 A L^-T, where A is the class's second moment about the reference mean.</summary>
        private List<double[]> TopDirections(WindowMoments own)
        {
            var d = _whitening.Dimension;
            var (mean, scale, count) = (_whitening.Mean, (double)WindowExtractor.WindowScale, own.Count);
            var moment = new double[d * d];
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j < d; j++)
                {
                    var product = own.Products[(i * d) + j] / (scale * scale * count);
                    moment[(i * d) + j] = product - (mean[i] * own.Sums[j] / (scale * count)) - (mean[j] * own.Sums[i] / (scale * count)) + (mean[i] * mean[j]);
                }
            }

            using var scope = NewDisposeScope();
            var inverse = tensor(_whitening.Inverse, d, d);
            var (values, vectors) = linalg.eigh(inverse.mm(tensor(moment, d, d)).mm(inverse.t()));
            var eigenvalues = values.data<double>().ToArray();
            return [.. Enumerable.Range(1, Math.Min(Directions, d)).Where(k => eigenvalues[d - k] >= MinEigenvalue).Select(k => vectors.select(1, d - k).contiguous().data<double>().ToArray())];
        }

        /// <summary>The same by the eigenvectors of the images' products with one another (Z Z^T in place of Z^T Z).</summary>
        private List<double[]> TopDirections()
        {
            using var scope = NewDisposeScope();
            var whitened = Whitened([.. Enumerable.Range(0, _count)]);
            var (values, vectors) = linalg.eigh(whitened.mm(whitened.t()));
            var eigenvalues = values.data<float>().ToArray();
            return [.. Enumerable.Range(1, Math.Min(Directions, _count))
                .Where(k => eigenvalues[_count - k] >= MinEigenvalue * _count)
                .Select(k => Unit(whitened.t().mv(vectors.select(1, _count - k).contiguous()).data<float>().ToArray()))];
        }

        private static double[] Unit(float[] vector)
        {
            var length = Math.Sqrt(VectorMath.SumOfSquares(vector));
            return Array.ConvertAll(vector, value => value / length);
        }

        /// <summary>Images of the class in whitened space, as rows.</summary>
        private Tensor Whitened(int[] members)
        {
            var d = _whitening.Dimension;
            var rows = empty(members.Length, d, dtype: ScalarType.Float32);
            var target = MemoryMarshal.Cast<byte, float>(rows.bytes);
            for (var i = 0; i < members.Length; i++)
                ByteRows.ToCentred(_rows.AsSpan(members[i] * d, d), 1f / WindowExtractor.WindowScale, _whitening.SingleMean, target.Slice(i * d, d));

            return rows.mm(tensor(_whitening.Inverse, d, d, dtype: ScalarType.Float32).t());
        }

        private float[] Project(double[] direction, out LinearFilter filter)
        {
            var (weights, offset) = _whitening.FilterOf(direction);
            filter = new LinearFilter([(_window, weights)], offset);
            var scores = new float[_count];
            ByteRows.AddProducts(_rows, weights, offset, scores);
            return scores;
        }

        private TriggerCandidate? Iterate(int[] group)
        {
            for (var i = 0; i < MaxIterations; i++)
            {
                var (direction, distance) = MeanOf(group);
                var next = GroupScorer.Members(Project(direction, out _), distance);
                if (next.Length < GroupScorer.MinGroup)
                    return null;

                var isStable = next.AsSpan().SequenceEqual(group);
                group = next;
                if (isStable)
                    break;
            }

            if (group.Length > GroupScorer.MaxShare * _count)
                return null;

            var (mean, length) = MeanOf(group);
            var scores = Project(mean, out var filter);
            var candidate = new TriggerCandidate
            {
                Class = _class,
                Stage = TriggerStage.Window,
                Place = _window,
                Group = group,
                Filter = filter,
                ClassScores = scores,
            };
            return _scorer.Score(candidate, length, Coherence(group, length));
        }

        /// <summary>Direction and length of the group's mean in whitened space.</summary>
        private (double[] Direction, double Length) MeanOf(int[] group)
        {
            var d = _whitening.Dimension;
            var sums = new int[d];
            foreach (var row in group)
                ByteRows.AddTo(_rows.AsSpan(row * d, d), sums);

            var mean = _whitening.Whiten(Array.ConvertAll(sums, sum => (double)sum / (WindowExtractor.WindowScale * group.Length)));
            var length = Math.Sqrt(mean.Sum(value => value * value));
            return (Array.ConvertAll(mean, value => value / Math.Max(length, 1e-12)), length);
        }

        private double Coherence(int[] group, double distance)
        {
            using var scope = NewDisposeScope();
            var whitened = Whitened(group);
            var energy = VectorMath.SumOfSquares(MemoryMarshal.Cast<byte, float>(whitened.bytes)) / group.Length;
            return ((group.Length * distance * distance / energy) - 1) / (group.Length - 1);
        }
    }
}
