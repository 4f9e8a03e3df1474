using System.Runtime.InteropServices;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Looks for patterns over the whole image: the whitened tiles of one level together, too faint to show in any of them.</summary>
internal sealed class WholeStage(FeatureStore features, GroupScorer scorer, IReadOnlyDictionary<int, Whitening?[]> whitenings, ScanOptions scan)
{
    private const int MaxSide = 64;
    private const int WindowSeeds = 8;
    private const int Directions = 3;
    private const int SubspaceWidth = 6;
    private const int SubspaceIterations = 12;
    private const int MaxIterations = 10;
    private const double SeedShare = 0.01;

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
        var work = classes.SelectMany(c => tiles.Select(item => (Class: c, item.Level, item.Windows))).ToArray();
        var found = new List<TriggerCandidate>[work.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = scan.Jobs, CancellationToken = cancellationToken };
        progress.Begin("Comparing whole images", work.Length);
        Parallel.For(0, work.Length, options, i =>
        {
            var (c, level, windows) = work[i];
            using var search = new ClassLevel(features, scorer, c, level, windows, [.. windows.Select(window => whitenings[window][c]!)]);
            found[i] = search.Run(SeedGroups(seeds[c]), scan.Seed, cancellationToken);
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

    /// <summary>The whitened tiles of one class at one level, and the search in them.</summary>
    private sealed class ClassLevel : IDisposable
    {
        private const int ChunkRows = 1024;
        private const long MaxHeldBytes = 96 << 20;

        private readonly FeatureStore _features;
        private readonly GroupScorer _scorer;
        private readonly int _class;
        private readonly int _level;
        private readonly int[] _windows;
        private readonly Whitening[] _whitenings;
        private readonly Tensor[] _inverses;
        private readonly int _count;
        private readonly int _dimension;
        private readonly sbyte[] _bytes;
        private readonly Tensor?[] _held;

        public ClassLevel(FeatureStore features, GroupScorer scorer, int classIndex, int level, int[] windows, Whitening[] whitenings)
        {
            (_features, _scorer, _class, _level, _windows, _whitenings) = (features, scorer, classIndex, level, windows, whitenings);
            _count = features.CountOf(classIndex);
            _dimension = whitenings.Sum(whitening => whitening.Dimension);
            _bytes = new sbyte[ChunkRows * whitenings.Max(whitening => whitening.Dimension)];
            _inverses = Array.ConvertAll(whitenings, Transposed);
            _held = new Tensor?[(_count + ChunkRows - 1) / ChunkRows];
        }

        private static Tensor Transposed(Whitening whitening)
        {
            using var inverse = tensor(whitening.Inverse, whitening.Dimension, whitening.Dimension, dtype: ScalarType.Float32);
            return inverse.t();
        }

        public void Dispose()
        {
            foreach (var tensor in _inverses.Concat(_held))
                tensor?.Dispose();
        }

        public List<TriggerCandidate> Run(int[][] windowSeeds, int seed, CancellationToken cancellationToken)
        {
            var seeds = windowSeeds.Concat(PrincipalSeeds(seed, cancellationToken)).ToArray();
            var energies = RowEnergies();
            var found = new List<TriggerCandidate>();
            foreach (var group in Iterate(seeds, cancellationToken))
            {
                if (group.Length <= GroupScorer.MaxShare * _count && !found.Exists(other => other.Group.AsSpan().SequenceEqual(group)))
                    found.Add(Candidate(group, energies));
            }

            return found;
        }

        /// <summary>Both ends of the top principal directions (second moment about the reference mean), by subspace iteration.</summary>
        private List<int[]> PrincipalSeeds(int seed, CancellationToken cancellationToken)
        {
            using var scope = NewDisposeScope();
            var width = Math.Min(SubspaceWidth, _dimension);
            using var generator = new Generator(unchecked((ulong)(seed + 1)), device: CPU);
            var basis = linalg.qr(randn([_dimension, width], generator: generator)).Q;
            for (var i = 0; i < SubspaceIterations; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var next = zeros(_dimension, width);
                ForEachChunk((_, rows) => next.addmm_(rows.t(), rows.mm(basis), beta: 1, alpha: 1));
                basis = linalg.qr(next).Q;
            }

            var projections = empty(_count, width);
            ForEachChunk((start, rows) => projections.narrow(0, start, rows.shape[0]).copy_(rows.mm(basis)));
            var (_, vectors) = linalg.eigh(projections.t().mm(projections));
            var principal = projections.mm(vectors);
            var seeds = new List<int[]>();
            for (var k = 1; k <= Math.Min(Directions, width); k++)
                seeds.AddRange(Seeds.BothEnds(principal.select(1, width - k).contiguous().data<float>().ToArray(), Seeds.Size(_count, SeedShare)));

            return seeds;
        }

        private float[] RowEnergies()
        {
            var energies = new float[_count];
            ForEachChunk((start, rows) =>
            {
                var values = MemoryMarshal.Cast<byte, float>(rows.bytes);
                for (var i = 0; i < rows.shape[0]; i++)
                    energies[start + i] = VectorMath.SumOfSquares(values.Slice(i * _dimension, _dimension));
            });
            return energies;
        }

        /// <summary>Iterates all seeds to their half-distance groups at once; those that fall apart are left out.</summary>
        private IEnumerable<int[]> Iterate(int[][] seeds, CancellationToken cancellationToken)
        {
            var groups = seeds.ToList();
            var stable = new List<int[]>();
            for (var i = 0; i < MaxIterations && groups.Count > 0; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var scores = Scores(groups, out var distances);
                var next = new List<int[]>();
                for (var k = 0; k < groups.Count; k++)
                {
                    var members = GroupScorer.Members(scores[k], distances[k]);
                    if (members.Length < GroupScorer.MinGroup)
                        continue;

                    (members.AsSpan().SequenceEqual(groups[k]) ? stable : next).Add(members);
                }

                groups = next;
            }

            return stable.Concat(groups);
        }

        private float[][] Scores(List<int[]> groups, out double[] distances)
        {
            using var scope = NewDisposeScope();
            var means = Means(groups);
            distances = Array.ConvertAll(means, mean => Math.Sqrt(VectorMath.SumOfSquares(mean)));
            for (var k = 0; k < means.Length; k++)
                VectorMath.Scale(means[k], (float)(1 / Math.Max(distances[k], 1e-12)));

            var directions = stack(means.Select(mean => tensor(mean)), 1);
            var scores = groups.ConvertAll(_ => new float[_count]);
            ForEachChunk((start, rows) =>
            {
                var products = rows.mm(directions).t().contiguous();
                for (var k = 0; k < scores.Count; k++)
                    products.select(0, k).data<float>().CopyTo(scores[k].AsSpan(start, (int)rows.shape[0]));
            });
            return [.. scores];
        }

        /// <summary>Mean of each group in whitened space.</summary>
        private float[][] Means(List<int[]> groups)
        {
            using var scope = NewDisposeScope();
            var sums = zeros(groups.Count, _dimension);
            var membership = new float[groups.Count][];
            for (var k = 0; k < groups.Count; k++)
            {
                membership[k] = new float[_count];
                foreach (var row in groups[k])
                    membership[k][row] = 1f / groups[k].Length;
            }

            ForEachChunk((start, rows) =>
            {
                var count = (int)rows.shape[0];
                var part = stack(membership.Select(row => tensor(row.AsSpan(start, count).ToArray())));
                sums.addmm_(part, rows, beta: 1, alpha: 1);
            });
            return [.. Enumerable.Range(0, groups.Count).Select(k => sums.select(0, k).data<float>().ToArray())];
        }

        private TriggerCandidate Candidate(int[] group, float[] energies)
        {
            var mean = Array.ConvertAll(Means([group])[0], value => (double)value);
            var distance = Math.Sqrt(mean.Sum(value => value * value));
            var energy = group.Average(row => (double)energies[row]);
            var coherence = ((group.Length * distance * distance / energy) - 1) / (group.Length - 1);
            var filter = FilterOf(mean, distance);
            var scores = new float[_count];
            filter.Score(_features, _features.ClassStarts[_class], scores);
            var candidate = new TriggerCandidate
            {
                Class = _class,
                Stage = TriggerStage.Whole,
                Place = _level,
                Group = group,
                Filter = filter,
                ClassScores = scores,
            };
            return _scorer.Score(candidate, distance, coherence);
        }

        private LinearFilter FilterOf(double[] mean, double distance)
        {
            var parts = new List<(int, double[])>();
            var offset = 0.0;
            var at = 0;
            for (var t = 0; t < _windows.Length; t++)
            {
                var direction = mean.AsSpan(at, _whitenings[t].Dimension).ToArray();
                at += direction.Length;
                var (weights, part) = _whitenings[t].FilterOf(Array.ConvertAll(direction, value => value / Math.Max(distance, 1e-12)));
                parts.Add((_windows[t], weights));
                offset += part;
            }

            return new LinearFilter(parts, offset);
        }

        /// <summary>Goes through the class in whitened form: kept in memory while it is small, else made anew each time.</summary>
        private void ForEachChunk(Action<int, Tensor> use)
        {
            var isHeld = (long)_count * _dimension * sizeof(float) <= MaxHeldBytes;
            for (var i = 0; i < _held.Length; i++)
            {
                using var scope = NewDisposeScope();
                var rows = _held[i] ?? Whitened(i * ChunkRows);
                if (isHeld && _held[i] is null)
                    _held[i] = rows.DetachFromDisposeScope();

                use(i * ChunkRows, rows);
            }
        }

        private Tensor Whitened(int start)
        {
            var count = Math.Min(ChunkRows, _count - start);
            var result = empty(count, _dimension);
            var at = 0;
            for (var t = 0; t < _windows.Length; t++)
            {
                var d = _whitenings[t].Dimension;
                var chunk = _bytes.AsSpan(0, count * d);
                _features.ReadWindow(_windows[t], _features.ClassStarts[_class] + start, chunk);
                using var rows = empty(count, d);
                ByteRows.ToCentred(chunk, 1f / WindowExtractor.WindowScale, _whitenings[t].SingleMean, MemoryMarshal.Cast<byte, float>(rows.bytes));
                using var whitened = rows.mm(_inverses[t]);
                using var target = result.narrow(1, at, d);
                target.copy_(whitened);
                at += d;
            }

            return result;
        }
    }
}
