using System.Buffers;
using System.Numerics.Tensors;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Looks for patches, and for images that were processed alike: in every window and in the traces, the directions in which one class varies more than all others.</summary>
/// <remarks>
/// Per window and class: the top eigenvectors of the class's second moment in the space where the other classes have unit covariance
/// (generalised principal components), and from both ends of each a group that is iterated to the half-distance fixed point.
/// </remarks>
internal sealed class WindowStage(FeatureStore features, GroupScorer scorer, int jobs)
{
    private const int Directions = 2;

    /// <summary>Traces are of the whole image, and what a class shows takes the first directions.</summary>
    private const int TraceDirections = 4;

    private const double MinEigenvalue = 1.3;
    private const double SeedShare = 0.005;
    private const int MaxIterations = 6;
    private const int KrylovWidth = 4, TraceKrylovWidth = 6;
    private const int KrylovBlocks = 8;
    private const int ChunkRows = 4096;

    /// <summary>What more classes share is not looked at without them: each costs as much as another search.</summary>
    private const int MostCarriers = 8;

    /// <summary>A class with a smaller share of the images is compared with all images instead of all others: that changes little and costs far less.</summary>
    private const double SmallShare = 1.0 / 64;

    /// <summary>The whitening of each tile by class, which the stage for whole images needs again; null for a class without one.</summary>
    public IReadOnlyDictionary<int, Whitening?[]> TileWhitenings => _tileWhitenings;

    private readonly Dictionary<int, Whitening?[]> _tileWhitenings = [];

    public List<TriggerCandidate> Run(IReadOnlyList<int> classes, IScanProgress progress, CancellationToken cancellationToken)
    {
        // The traces first, which take as long as four windows.
        int[] parts = [.. features.TraceLength > 0 ? [LinearFilter.Traces] : Array.Empty<int>(), .. Enumerable.Range(0, features.Layout.Windows.Count)];
        var found = new List<TriggerCandidate>[parts.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        progress.Begin("Comparing windows", parts.Length);
        OneByOne.For(parts.Length, options, i =>
        {
            found[i] = Analyse(parts[i], parts[i] == LinearFilter.Traces ? [.. classes.Where(c => ProcessedGroup.HasOthers(features, features.CountOf(c)))] : classes, cancellationToken);
            progress.Advance(1);
        });
        return [.. found.SelectMany(candidates => candidates)];
    }

    private List<TriggerCandidate> Analyse(int window, IReadOnlyList<int> classes, CancellationToken cancellationToken)
    {
        var dimension = window == LinearFilter.Traces ? features.TraceLength : features.Layout.Windows[window].Dimension;
        var own = classes.Where(c => features.CountOf(c) >= Math.Min(dimension, SmallShare * features.Rows)).ToDictionary(c => c, _ => new WindowMoments(dimension));
        var all = SumMoments(window, dimension, Enumerable.Range(0, features.ClassStarts.Length - 1), own.GetValueOrDefault);
        foreach (var moments in own.Values)
            all.Add(moments);

        Whitening? pooled = null;
        var whitenings = new Whitening?[features.ClassStarts.Length - 1];
        var found = new List<TriggerCandidate>();
        var seeds = new List<TriggerCandidate>();
        var rows = ArrayPool<sbyte>.Shared.Rent(classes.Select(features.CountOf).DefaultIfEmpty().Max() * dimension);
        foreach (var c in classes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var moments = own.GetValueOrDefault(c);
            var whitening = moments is null || moments.Count < SmallShare * all.Count ? pooled ??= Whitening.Of(all) : Whitening.Of(all.Without(moments));
            whitenings[c] = whitening;
            var candidates = new ClassWindow(features, window, c, whitening, rows).Search(moments, scorer).ToLookup(candidate => candidate.IsSeed);
            found.AddRange(candidates[false]);
            seeds.AddRange(Strongest(candidates[true]));
        }

        found = scorer.Score(found);
        if (window != LinearFilter.Traces)
            found.AddRange(scorer.Score([.. SharedGroups(found).SelectMany(Refine)]));

        ArrayPool<sbyte>.Shared.Return(rows);
        if (window != LinearFilter.Traces && features.Layout.Windows[window] is { IsTile: true, Picture: 0 })
        {
            lock (_tileWhitenings)
                _tileWhitenings[window] = whitenings;
        }

        return [.. seeds, .. found.Select(candidate => candidate.Score > 0 ? candidate : candidate.AsSeed())];

        IEnumerable<TriggerCandidate> Refine(TriggerCandidate candidate)
        {
            var others = candidate.Carriers.Append(candidate.Class).Aggregate(all, (rest, c) => rest.Without(own.GetValueOrDefault(c) ?? SumMoments(window, dimension, [c], _ => null)));
            return new ClassWindow(features, window, candidate.Class, Whitening.Of(others), rows).Refine(candidate.Group);
        }
    }

    /// <summary>Those that a few other classes show too, each of which has found it as well: what a class shares with a similar one is mostly the trait of one of them.</summary>
    private static IEnumerable<TriggerCandidate> SharedGroups(List<TriggerCandidate> found)
    {
        var shown = found.Where(candidate => candidate.Score >= GroupScorer.Irrelevant).SelectMany(candidate => candidate.Carriers.Select(carrier => (candidate.Class, carrier))).ToHashSet();
        return found.Where(candidate => candidate.Carriers.Length is > 0 and <= MostCarriers && Array.TrueForAll(candidate.Carriers, carrier => shown.Contains((carrier, candidate.Class))));
    }

    /// <summary>Of what decides nothing one group a class and window is enough as a first guess.</summary>
    private static IEnumerable<TriggerCandidate> Strongest(IEnumerable<TriggerCandidate> seeds) =>
        seeds.OrderByDescending(seed => seed.Factors.Distance * seed.Factors.Coherence).Take(1);

    /// <summary>The sums of some classes, save of those that have their own, which are added to instead.</summary>
    private WindowMoments SumMoments(int window, int dimension, IEnumerable<int> classes, Func<int, WindowMoments?> own)
    {
        var all = new WindowMoments(dimension);
        var rows = ArrayPool<sbyte>.Shared.Rent(ChunkRows * dimension);
        foreach (var c in classes)
        {
            var target = own(c) ?? all;
            for (var start = features.ClassStarts[c]; start < features.ClassStarts[c + 1]; start += ChunkRows)
            {
                var chunk = rows.AsSpan(0, Math.Min(ChunkRows, features.ClassStarts[c + 1] - start) * dimension);
                LinearFilter.Read(features, window, start, chunk);
                target.Add(chunk);
            }
        }

        ArrayPool<sbyte>.Shared.Return(rows);
        return all;
    }

    /// <summary>One class in one window.</summary>
    private sealed class ClassWindow
    {
        private readonly int _window;
        private readonly int _class;
        private readonly Whitening _whitening;
        private readonly ReadOnlyMemory<sbyte> _rows;
        private readonly int _count;
        private readonly float[][] _scores;
        private readonly bool _isTraces;

        /// <param name="features">The extracted images.</param>
        /// <param name="window">Which window, or <see cref="LinearFilter.Traces"/>.</param>
        /// <param name="classIndex">Which class.</param>
        /// <param name="whitening">By the other classes.</param>
        /// <param name="memory">Room for the class's rows.</param>
        public ClassWindow(FeatureStore features, int window, int classIndex, Whitening whitening, sbyte[] memory)
        {
            (_window, _class, _whitening, _isTraces) = (window, classIndex, whitening, window == LinearFilter.Traces);
            _count = features.CountOf(classIndex);
            _scores = Array.ConvertAll(new float[2 * Looked][], _ => new float[_count]);
            var rows = memory.AsMemory(0, _count * whitening.Dimension);
            LinearFilter.Read(features, window, features.ClassStarts[classIndex], rows.Span);
            _rows = rows;
        }

        private int Looked => _isTraces ? TraceDirections : Directions;

        /// <param name="own">The sums of the class; null for one with fewer images than dimensions, which is cheaper to look at image by image.</param>
        /// <param name="scorer">Tells which groups of such a class can matter: the others are seeds.</param>
        public IEnumerable<TriggerCandidate> Search(WindowMoments? own, GroupScorer scorer)
        {
            var products = own is null ? GramSpace.Of(_rows.Span, [_whitening]) : null;
            var widest = products?.Widest(Looked, MinEigenvalue) ?? ScoresBy([.. TopDirections(own!)]);
            var seeds = widest.SelectMany(scores => Seeds.BothEnds(scores, Seeds.Size(_count, SeedShare))).ToArray();
            foreach (var group in GroupIteration.Run(seeds, products is null ? ScoresOf : products.ScoresOf, _count, MaxIterations))
            {
                var guess = products is null ? null : Guess(group, products);
                yield return guess is null || scorer.CanMatter(guess) ? Candidate(group) : guess.AsSeed();
            }
        }

        /// <summary>The same group by a whitening that does not know the trigger: the more classes carry it, the nearer a group is to the others.</summary>
        public IEnumerable<TriggerCandidate> Refine(int[] group) => GroupIteration.Run([group], ScoresOf, _count, MaxIterations).Select(Candidate);

        /// <summary>Eigenvectors of L^-1 A L^-T, where A is the class's second moment about the reference mean.</summary>
        private IEnumerable<double[]> TopDirections(WindowMoments own)
        {
            var d = _whitening.Dimension;
            var (mean, unit) = (_whitening.Mean, 1 / ((double)WindowExtractor.WindowScale * own.Count));
            var ownMean = Array.ConvertAll(own.Sums, sum => sum * unit);
            var moment = new double[d * d];
            for (var i = 0; i < d; i++)
            {
                var row = moment.AsSpan(i * d, d);
                TensorPrimitives.ConvertSaturating<long, double>(own.Products.AsSpan(i * d, d), row);
                TensorPrimitives.Multiply(row, unit / WindowExtractor.WindowScale, row);
                TensorPrimitives.MultiplyAdd(ownMean, -mean[i], row, row);
                TensorPrimitives.MultiplyAdd(mean, mean[i] - ownMean[i], row, row);
            }

            return BlockKrylov.Top(Apply, d, _isTraces ? TraceKrylovWidth : KrylovWidth, KrylovBlocks, Looked, seed: _window)
                .Where(pair => pair.Value >= MinEigenvalue)
                .Select(pair => pair.Vector);

            double[][] Apply(double[][] vectors) => Array.ConvertAll(vectors, vector =>
            {
                var inner = _whitening.MultiplyTransposedInverse(vector);
                var outer = new double[d];
                for (var i = 0; i < d; i++)
                    outer[i] = TensorPrimitives.Dot<double>(moment.AsSpan(i * d, d), inner);

                return _whitening.MultiplyInverse(outer);
            });
        }

        /// <summary>The class's projections on the directions of the groups' means, until the next call, and the lengths of these means.</summary>
        private (float[] Scores, double Length)[] ScoresOf(IReadOnlyList<int[]> groups)
        {
            var means = groups.Select(MeanOf).ToArray();
            return [.. ScoresBy(Array.ConvertAll(means, mean => mean.Direction)).Zip(means, (scores, mean) => (scores, mean.Length))];
        }

        /// <summary>The class's projections on some directions, until the next call.</summary>
        private ArraySegment<float[]> ScoresBy(double[][] directions)
        {
            if (directions.Length == 0)
                return ArraySegment<float[]>.Empty;

            new ByteFilters(Array.ConvertAll(directions, direction => _whitening.FilterOf(direction))).Score(_rows.Span, 0, _scores);
            return new ArraySegment<float[]>(_scores, 0, directions.Length);
        }

        private TriggerCandidate Candidate(int[] group)
        {
            var (direction, distance) = MeanOf(group);
            var (weights, offset) = _whitening.FilterOf(direction);
            return Guess(group) with
            {
                Filter = new LinearFilter([(_window, weights)], offset),
                ClassScores = [.. ScoresBy([direction])[0]],
                Factors = GroupFactors.Of(group.Length, distance, Energy(group)),
            };
        }

        /// <summary>What tells whether the group can matter, without a filter.</summary>
        private TriggerCandidate Guess(int[] group, GramSpace products)
        {
            var (scores, factors) = products.Weigh(group);
            return Guess(group) with { ClassScores = scores, Factors = factors };
        }

        private TriggerCandidate Guess(int[] group) => new()
        {
            Class = _class,
            Stage = _isTraces ? TriggerStage.Traces : TriggerStage.Window,
            Place = _window,
            Group = group,
            Filter = LinearFilter.None,
            ClassScores = [],
        };

        /// <summary>Direction and length of the group's mean in whitened space.</summary>
        private (double[] Direction, double Length) MeanOf(int[] group)
        {
            var d = _whitening.Dimension;
            var rows = _rows.Span;
            var sums = new int[d];
            foreach (var row in group)
                ByteRows.AddTo(rows.Slice(row * d, d), sums);

            var mean = _whitening.Whiten(Array.ConvertAll(sums, sum => (double)sum / (WindowExtractor.WindowScale * group.Length)));
            var length = TensorPrimitives.Norm<double>(mean);
            TensorPrimitives.Divide(mean, Math.Max(length, 1e-12), mean);
            return (mean, length);
        }

        private double Energy(int[] group)
        {
            var some = GroupScorer.Some(group);
            return _whitening.Energy(_rows.Span, _whitening.Dimension, 0, some) / some.Length;
        }
    }
}
