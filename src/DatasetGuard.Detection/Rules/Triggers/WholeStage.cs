using System.Buffers;
using System.Numerics.Tensors;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Looks for patterns over the whole image: the whitened tiles of one level together, too faint to show in any of them.</summary>
internal sealed class WholeStage(FeatureStore features, GroupScorer scorer, IReadOnlyDictionary<int, Whitening?[]> whitenings, ScanOptions scan)
{
    private const int MaxSide = 64;
    private const int WindowSeeds = 8;
    private const int Directions = 3;
    private const int KrylovWidth = 6;
    private const int KrylovBlocks = 5;
    private const int MaxIterations = 10;
    private const double SeedShare = 0.01;

    /// <summary>A class of so few images is searched by the products of its images with one another, which is cheaper then.</summary>
    private const int MaxProducts = 128;

    /// <param name="classes">Which classes to look at.</param>
    /// <param name="windowCandidates">What the window stage found: its groups are seeds here.</param>
    /// <param name="progress">Told of each class and level.</param>
    /// <param name="cancellationToken">Stops between two classes.</param>
    public List<TriggerCandidate> Run(IReadOnlyList<int> classes, IReadOnlyCollection<TriggerCandidate> windowCandidates, IScanProgress progress, CancellationToken cancellationToken)
    {
        var layout = features.Layout;
        var tiles = Enumerable.Range(0, layout.Levels.Length)
            .Where(level => Math.Max(layout.Levels[level].Width, layout.Levels[level].Height) <= MaxSide)
            .Select(level => (Level: level, Windows: TilesOf(level)))
            .Where(item => item.Windows.Length > 1)
            .ToArray();
        var seeds = windowCandidates.ToLookup(candidate => candidate.Class);
        var groups = classes.Chunk(GroupScorer.ClassesTogether(classes.Count, scan.Jobs)).ToArray();
        var work = groups.SelectMany(group => tiles.Select(item => (Classes: group, item.Level, item.Windows))).ToArray();
        if (work.Length == 0)
            return [];

        var found = new List<TriggerCandidate>[work.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = scan.Jobs, CancellationToken = cancellationToken };
        progress.Begin("Comparing whole images", work.Length);
        OneByOne.For(work.Length, options, i =>
        {
            var (group, level, windows) = work[i];
            var candidates = new List<TriggerCandidate>();
            foreach (var c in group)
            {
                using var search = new ClassLevel(features, c, level, windows, [.. windows.Select(window => whitenings[window][c]!)]);
                candidates.AddRange(search.Run(SeedGroups(seeds[c]), scorer, scan.Seed, cancellationToken));
            }

            found[i] = scorer.Score(candidates).FindAll(candidate => candidate.Score > 0);
            progress.Advance(1);
        });
        return [.. found.SelectMany(candidates => candidates)];
    }

    private int[] TilesOf(int level) => [.. Enumerable.Range(0, features.Layout.Windows.Count)
        .Where(i => features.Layout.Windows[i] is { Picture: 0, IsTile: true } window && window.Level == level)];

    private static int[][] SeedGroups(IEnumerable<TriggerCandidate> candidates) => [.. candidates
        .OrderByDescending(candidate => candidate.Factors.Distance * candidate.Factors.Coherence)
        .DistinctBy(candidate => candidate.Place)
        .Take(WindowSeeds)
        .Select(candidate => candidate.Group)];

    /// <summary>The tiles of one class at one level, side by side, and the search in their whitened space.</summary>
    private sealed class ClassLevel : IDisposable
    {
        private const int ChunkRows = 1024;
        private const long MaxHeldBytes = 96 << 20;

        private readonly FeatureStore _features;
        private readonly int _class;
        private readonly int _level;
        private readonly int[] _windows;
        private readonly Whitening[] _whitenings;
        private readonly int _count;
        private readonly int _dimension;
        private readonly sbyte[] _rows;
        private readonly bool _isHeld;
        private readonly GramSpace? _products;

        public ClassLevel(FeatureStore features, int classIndex, int level, int[] windows, Whitening[] whitenings)
        {
            (_features, _class, _level, _windows, _whitenings) = (features, classIndex, level, windows, whitenings);
            _count = features.CountOf(classIndex);
            _dimension = whitenings.Sum(whitening => whitening.Dimension);

            // Kept in memory while it is small, else read anew each time.
            _isHeld = (long)_count * _dimension <= MaxHeldBytes;
            _rows = ArrayPool<sbyte>.Shared.Rent((_isHeld ? _count : ChunkRows) * _dimension);
            if (_isHeld)
                Read(0, _rows.AsSpan(0, _count * _dimension));
            if (_count <= MaxProducts)
                _products = GramSpace.Of(_rows.AsSpan(0, _count * _dimension), whitenings);
        }

        public void Dispose() => ArrayPool<sbyte>.Shared.Return(_rows);

        public List<TriggerCandidate> Run(int[][] windowSeeds, GroupScorer scorer, int seed, CancellationToken cancellationToken)
        {
            var found = new List<TriggerCandidate>();
            foreach (var group in GroupIteration.Run([.. windowSeeds, .. PrincipalSeeds(seed, cancellationToken)], Project, _count, MaxIterations))
            {
                if (_products is null || scorer.CanMatter(Guess(group, _products)))
                    found.Add(Candidate(group));
            }

            return found;

            IReadOnlyList<(float[] Scores, double Length)> Project(IReadOnlyList<int[]> groups)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return ScoresOf(groups);
            }
        }

        /// <summary>Both ends of the top principal directions (second moment about the reference mean).</summary>
        private List<int[]> PrincipalSeeds(int seed, CancellationToken cancellationToken)
        {
            var size = Seeds.Size(_count, SeedShare);
            return [.. WidestScores(seed, cancellationToken).SelectMany(scores => Seeds.BothEnds(scores, size))];
        }

        private IReadOnlyList<float[]> WidestScores(int seed, CancellationToken cancellationToken)
        {
            if (_products is not null)
                return _products.Widest(Directions, least: 0);

            var directions = BlockKrylov.Top(
                vectors =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return MultiplyMoment(vectors);
                },
                _dimension,
                KrylovWidth,
                KrylovBlocks,
                Directions,
                seed);
            return Scores(directions.ConvertAll(pair => pair.Vector));
        }

        /// <summary>The second moment of the class in whitened space, times vectors: L^-1 (sum over images of p (u - mu)), with p = z . v.</summary>
        private double[][] MultiplyMoment(double[][] vectors)
        {
            var filters = Filters(vectors);
            var products = Array.ConvertAll(vectors, _ => new float[_count]);
            var sums = Array.ConvertAll(vectors, _ => new float[_dimension]);
            ForEachChunk((start, rows) =>
            {
                filters.Score(rows, start, products);
                ByteRows.AddWeighted(rows, start, products, sums);
            });
            return [.. sums.Select((sum, k) => MultiplyInverse(sum, TensorPrimitives.Sum(products[k])))];
        }

        private double[] MultiplyInverse(float[] weightedSum, double weight)
        {
            var result = new double[_dimension];
            var at = 0;
            foreach (var whitening in _whitenings)
            {
                var part = new double[whitening.Dimension];
                for (var i = 0; i < part.Length; i++)
                    part[i] = ((weightedSum[at + i] / WindowExtractor.WindowScale) - (whitening.Mean[i] * weight)) / _count;

                whitening.MultiplyInverse(part).CopyTo(result, at);
                at += part.Length;
            }

            return result;
        }

        /// <summary>The class's projections on the directions of the groups' means, and the lengths of these means.</summary>
        private IReadOnlyList<(float[] Scores, double Length)> ScoresOf(IReadOnlyList<int[]> groups)
        {
            if (_products is not null)
                return _products.ScoresOf(groups);

            var means = groups.Select(MeanOf).ToArray();
            return [.. Scores(Array.ConvertAll(means, mean => mean.Direction)).Zip(means, (scores, mean) => (scores, mean.Length))];
        }

        /// <summary>The class's projections on directions of the whitened space.</summary>
        private float[][] Scores(IReadOnlyCollection<double[]> directions)
        {
            var filters = Filters(directions);
            var scores = directions.Select(_ => new float[_count]).ToArray();
            ForEachChunk((start, rows) => filters.Score(rows, start, scores));
            return scores;
        }

        private ByteFilters Filters(IEnumerable<double[]> directions) => new([.. directions.Select(direction =>
        {
            var parts = FilterOf(direction);
            return (parts.Parts.SelectMany(part => part.Weights).ToArray(), parts.Offset);
        })]);

        /// <summary>Direction and length of the group's mean in whitened space.</summary>
        private (double[] Direction, double Length) MeanOf(int[] group)
        {
            var sums = new int[_dimension];
            ForEachMember(group, row => ByteRows.AddTo(row, sums));
            var mean = new double[_dimension];
            var at = 0;
            foreach (var whitening in _whitenings)
            {
                var part = Array.ConvertAll(sums[at..(at + whitening.Dimension)], sum => (double)sum / (WindowExtractor.WindowScale * group.Length));
                whitening.Whiten(part).CopyTo(mean, at);
                at += part.Length;
            }

            var length = TensorPrimitives.Norm<double>(mean);
            TensorPrimitives.Divide(mean, Math.Max(length, 1e-12), mean);
            return (mean, length);
        }

        private TriggerCandidate Candidate(int[] group)
        {
            var (direction, distance) = MeanOf(group);
            return Guess(group) with { Filter = FilterOf(direction), ClassScores = Scores([direction])[0], Factors = GroupFactors.Of(group.Length, distance, Energy(group)) };
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
            Stage = TriggerStage.Whole,
            Place = _level,
            Group = group,
            Filter = LinearFilter.None,
            ClassScores = [],
        };

        /// <summary>Mean squared length of the members in whitened space.</summary>
        private double Energy(int[] group)
        {
            var some = GroupScorer.Some(group);
            var rows = new sbyte[some.Length * _dimension];
            var at = 0;
            ForEachMember(some, row =>
            {
                row.CopyTo(rows.AsSpan(at));
                at += _dimension;
            });

            var all = Enumerable.Range(0, some.Length).ToArray();
            var (energy, offset) = (0.0, 0);
            foreach (var whitening in _whitenings)
            {
                energy += whitening.Energy(rows, _dimension, offset, all);
                offset += whitening.Dimension;
            }

            return energy / some.Length;
        }

        private LinearFilter FilterOf(double[] direction)
        {
            var parts = new List<(int, double[])>();
            var (offset, at) = (0.0, 0);
            for (var t = 0; t < _windows.Length; t++)
            {
                var (weights, part) = _whitenings[t].FilterOf(direction.AsSpan(at, _whitenings[t].Dimension));
                parts.Add((_windows[t], weights));
                offset += part;
                at += weights.Length;
            }

            return new LinearFilter(parts, offset);
        }

        private delegate void UseRows(ReadOnlySpan<sbyte> rows);

        private delegate void UseChunk(int start, ReadOnlySpan<sbyte> rows);

        private void ForEachMember(int[] group, UseRows use)
        {
            var at = 0;
            ForEachChunk((start, rows) =>
            {
                for (; at < group.Length && (group[at] - start) * _dimension < rows.Length; at++)
                    use(rows.Slice((group[at] - start) * _dimension, _dimension));
            });
        }

        private void ForEachChunk(UseChunk use)
        {
            var step = _isHeld ? _count : ChunkRows;
            for (var start = 0; start < _count; start += step)
            {
                var rows = _rows.AsSpan(0, Math.Min(step, _count - start) * _dimension);
                if (!_isHeld)
                    Read(start, rows);

                use(start, rows);
            }
        }

        /// <summary>Puts the tiles of each image side by side.</summary>
        private void Read(int start, Span<sbyte> rows)
        {
            var count = rows.Length / _dimension;
            var buffer = ArrayPool<sbyte>.Shared.Rent(ChunkRows * _whitenings.Max(whitening => whitening.Dimension));
            for (var first = 0; first < count; first += ChunkRows)
            {
                var chunk = Math.Min(ChunkRows, count - first);
                var at = 0;
                for (var t = 0; t < _windows.Length; t++)
                {
                    var d = _whitenings[t].Dimension;
                    var tile = buffer.AsSpan(0, chunk * d);
                    _features.ReadWindow(_windows[t], _features.ClassStarts[_class] + start + first, tile);
                    for (var i = 0; i < chunk; i++)
                        tile.Slice(i * d, d).CopyTo(rows[(((first + i) * _dimension) + at)..]);

                    at += d;
                }
            }

            ArrayPool<sbyte>.Shared.Return(buffer);
        }
    }
}
