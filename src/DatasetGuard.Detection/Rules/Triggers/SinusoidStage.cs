using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Looks for sinusoids: frequencies at which a part of one class has the same amplitude and phase and the other classes have none.</summary>
internal sealed class SinusoidStage(FeatureStore features, GroupScorer scorer, WaveBasis basis, int jobs)
{
    private const int Candidates = 14;
    private const int PeakPool = 80;
    private const double PeakDistance = 1.1;
    private const double SeedShare = 0.01;
    private const double Ridge = 0.02;
    private const int MaxIterations = 10;
    private const int ChunkRows = 64;
    private const int PlaneRows = 256;
    private const long MaxPlaneBytes = 32 << 20;

    /// <summary>With so many classes that their sums take more, they are summed again when their turn comes.</summary>
    private const long MaxHeldBytes = 128 << 20;

    public List<TriggerCandidate> Run(IReadOnlyList<int> classes, IScanProgress progress, CancellationToken cancellationToken)
    {
        var (own, all) = SumMoments(progress, cancellationToken);
        var groups = classes.Chunk(GroupScorer.ClassesTogether(classes.Count, jobs)).ToArray();
        var found = new List<TriggerCandidate>[groups.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        progress.Begin("Comparing frequencies", classes.Count);
        OneByOne.For(groups.Length, options, i =>
        {
            var candidates = new List<TriggerCandidate>();
            foreach (var c in groups[i])
            {
                var moments = own[c] ?? SumMoments(c, cancellationToken);
                candidates.AddRange(Search(c, moments, all.Without(moments), cancellationToken));
            }

            found[i] = scorer.Score(candidates).FindAll(candidate => candidate.Score > 0);
            progress.Advance(groups[i].Length);
        });
        return [.. found.SelectMany(candidates => candidates)];
    }

    private (WaveMoments?[] Own, WaveMoments All) SumMoments(IScanProgress progress, CancellationToken cancellationToken)
    {
        var classCount = features.ClassStarts.Length - 1;
        var own = new WaveMoments?[classCount];
        var all = new WaveMoments(basis.Bins.Count);
        var isHeld = all.Bytes * classCount <= MaxHeldBytes;
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        progress.Begin("Measuring frequencies", features.Rows);
        OneByOne.For(classCount, options, c =>
        {
            var moments = SumMoments(c, cancellationToken);
            own[c] = isHeld ? moments : null;
            lock (all)
                all.Add(moments);

            progress.Advance(features.CountOf(c));
        });
        return (own, all);
    }

    private WaveMoments SumMoments(int classIndex, CancellationToken cancellationToken)
    {
        var bins = basis.Bins.Count;
        var moments = new WaveMoments(bins);
        var chunkRows = Math.Min(ChunkRows, features.CountOf(classIndex));
        var maps = new sbyte[chunkRows * features.WaveLength];
        var real = new float[chunkRows * bins];
        var imaginary = new float[chunkRows * bins];
        for (var start = features.ClassStarts[classIndex]; start < features.ClassStarts[classIndex + 1]; start += ChunkRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(ChunkRows, features.ClassStarts[classIndex + 1] - start);
            var chunk = maps.AsSpan(0, count * features.WaveLength);
            features.ReadWaves(start, chunk);
            basis.Transform(chunk, count, real, imaginary);
            for (var i = 0; i < count; i++)
                moments.Add(real.AsSpan(i * bins, bins), imaginary.AsSpan(i * bins, bins));
        }

        return moments;
    }

    private List<TriggerCandidate> Search(int classIndex, WaveMoments own, WaveMoments others, CancellationToken cancellationToken)
    {
        var ridge = Ridge * MeanTrace(others);
        var statistics = Enumerable.Range(0, basis.Bins.Count).Select(bin => new BinStatistics(own, others, bin, ridge)).ToArray();
        var shifted = Peaks(Array.ConvertAll(statistics, item => item.MeanShift));
        var spread = Peaks(Array.ConvertAll(statistics, item => item.Spread));
        var found = new List<TriggerCandidate>();
        foreach (var plane in Planes(classIndex, [.. shifted.Union(spread)], statistics, cancellationToken))
        {
            if (shifted.Contains(plane.Bin))
                Try(plane, statistics[plane.Bin].ShiftDirection, bothEnds: false, found);
            if (spread.Contains(plane.Bin))
                Try(plane, statistics[plane.Bin].SpreadDirection, bothEnds: true, found);
        }

        return found;
    }

    /// <summary>The images of the class in the planes of some bins, as many bins at once as their values may take memory.</summary>
    private IEnumerable<ClassPlane> Planes(int classIndex, int[] bins, BinStatistics[] statistics, CancellationToken cancellationToken)
    {
        var count = features.CountOf(classIndex);
        foreach (var some in bins.Chunk((int)Math.Max(1, MaxPlaneBytes / (2L * sizeof(float) * count))))
        {
            var filters = Array.ConvertAll(some, basis.Filters);
            var values = Array.ConvertAll(new float[2 * some.Length][], _ => new float[count]);
            var all = new ByteFilters([.. filters.SelectMany(filter => new[] { (filter.Real, 0.0), (filter.Imaginary, 0.0) })]);
            var maps = new sbyte[Math.Min(count, PlaneRows) * features.WaveLength];
            for (var start = 0; start < count; start += PlaneRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var chunk = maps.AsSpan(0, Math.Min(PlaneRows, count - start) * features.WaveLength);
                features.ReadWaves(features.ClassStarts[classIndex] + start, chunk);
                all.Score(chunk, start, values);
            }

            for (var i = 0; i < some.Length; i++)
                yield return new ClassPlane(classIndex, some[i], filters[i], statistics[some[i]], values[2 * i], values[(2 * i) + 1]);
        }
    }

    private static void Try(ClassPlane plane, Complex2 direction, bool bothEnds, List<TriggerCandidate> found)
    {
        var ends = Seeds.BothEnds(plane.Project(direction), Seeds.Size(plane.Count, SeedShare));
        foreach (var seed in bothEnds ? ends : ends[..1])
        {
            if (plane.Iterate(seed) is { } group && !found.Exists(other => other.Place == plane.Bin && other.Group.AsSpan().SequenceEqual(group)))
                found.Add(plane.Candidate(group));
        }
    }

    private static double MeanTrace(WaveMoments moments)
    {
        var (sum, count) = (0.0, (double)moments.Count);
        for (var bin = 0; bin < moments.Real.Length; bin++)
        {
            var (re, im) = (moments.Real[bin] / count, moments.Imaginary[bin] / count);
            sum += (moments.RealReal[bin] / count) - (re * re) + (moments.ImaginaryImaginary[bin] / count) - (im * im);
        }

        return Math.Max(sum / moments.Real.Length, 1e-9);
    }

    /// <summary>The highest values that are not next to a higher one.</summary>
    private List<int> Peaks(double[] values)
    {
        var peaks = new List<int>();
        foreach (var bin in Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(PeakPool))
        {
            if (peaks.TrueForAll(peak => AreApart(basis.Bins[peak], basis.Bins[bin])))
                peaks.Add(bin);
            if (peaks.Count == Candidates)
                break;
        }

        return peaks;
    }

    private static bool AreApart((int FX, int FY) a, (int FX, int FY) b) =>
        Math.Abs(a.FX - b.FX) >= 2 * PeakDistance || Math.Abs(a.FY - b.FY) >= 2 * PeakDistance;

    private readonly record struct Complex2(double X, double Y)
    {
        public double Length => Math.Sqrt((X * X) + (Y * Y));

        public Complex2 Unit() => Length > 1e-12 ? new Complex2(X / Length, Y / Length) : new Complex2(1, 0);
    }

    /// <summary>The class against the others in one bin.</summary>
    private sealed class BinStatistics
    {
        public BinStatistics(WaveMoments own, WaveMoments others, int bin, double ridge)
        {
            var (n, rest) = ((double)own.Count, (double)others.Count);
            Mean = new Complex2(others.Real[bin] / rest, others.Imaginary[bin] / rest);
            var (re, im) = (Mean.X, Mean.Y);
            var covRealReal = (others.RealReal[bin] / rest) - (re * re) + ridge;
            var covImaginary = (others.ImaginaryImaginary[bin] / rest) - (im * im) + ridge;
            var covMixed = (others.RealImaginary[bin] / rest) - (re * im);
            L11 = Math.Sqrt(covRealReal);
            L21 = covMixed / L11;
            L22 = Math.Sqrt(Math.Max(1e-12, covImaginary - (L21 * L21)));

            var (ownReal, ownImaginary) = (own.Real[bin] / n, own.Imaginary[bin] / n);
            var shift = Whiten(ownReal - re, ownImaginary - im);
            MeanShift = shift.Length * Math.Sqrt(n * rest / (n + rest));
            ShiftDirection = shift.Unit();

            var momentReal = (own.RealReal[bin] / n) - (2 * re * ownReal) + (re * re);
            var momentImaginary = (own.ImaginaryImaginary[bin] / n) - (2 * im * ownImaginary) + (im * im);
            var momentMixed = (own.RealImaginary[bin] / n) - (re * ownImaginary) - (im * ownReal) + (re * im);
            (Spread, SpreadDirection) = TopEigen(momentReal, momentMixed, momentImaginary);
        }

        public Complex2 Mean { get; }

        public double L11 { get; }

        public double L21 { get; }

        public double L22 { get; }

        /// <summary>z: how far the class's mean is from that of the others, in standard errors.</summary>
        public double MeanShift { get; }

        public Complex2 ShiftDirection { get; }

        /// <summary>lambda: the largest generalised eigenvalue of the class's second moment.</summary>
        public double Spread { get; }

        public Complex2 SpreadDirection { get; }

        /// <summary>L^-1 (x, y).</summary>
        public Complex2 Whiten(double x, double y)
        {
            var first = x / L11;
            return new Complex2(first, (y - (L21 * first)) / L22);
        }

        private (double Value, Complex2 Vector) TopEigen(double realReal, double mixed, double imaginary)
        {
            double i11 = 1 / L11, i22 = 1 / L22, i21 = -L21 / (L11 * L22);
            var m11 = i11 * i11 * realReal;
            var m12 = i11 * ((i21 * realReal) + (i22 * mixed));
            var m22 = (i21 * i21 * realReal) + (2 * i21 * i22 * mixed) + (i22 * i22 * imaginary);
            var half = Math.Sqrt(((m11 - m22) * (m11 - m22) / 4) + (m12 * m12));
            var top = ((m11 + m22) / 2) + half;
            return (top, new Complex2(m12, top - m11).Unit());
        }
    }

    /// <summary>The images of a class in the whitened plane of one bin.</summary>
    private sealed class ClassPlane
    {
        private readonly int _class;
        private readonly int _bin;
        private readonly BinStatistics _statistics;
        private readonly double[] _real;
        private readonly double[] _imaginary;
        private readonly float[] _x;
        private readonly float[] _y;

        /// <param name="classIndex">Which class.</param>
        /// <param name="bin">Which frequency.</param>
        /// <param name="filters">The bin's real and imaginary part as weights on a wave map.</param>
        /// <param name="statistics">The bin's moments.</param>
        /// <param name="x">Real parts of the images of the class; taken over.</param>
        /// <param name="y">Their imaginary parts.</param>
        public ClassPlane(int classIndex, int bin, (double[] Real, double[] Imaginary) filters, BinStatistics statistics, float[] x, float[] y)
        {
            (_class, _bin, _statistics, _x, _y) = (classIndex, bin, statistics, x, y);
            (_real, _imaginary) = filters;
            for (var i = 0; i < _x.Length; i++)
            {
                var point = statistics.Whiten(_x[i] - statistics.Mean.X, _y[i] - statistics.Mean.Y);
                (_x[i], _y[i]) = ((float)point.X, (float)point.Y);
            }
        }

        public int Bin => _bin;

        public int Count => _x.Length;

        public float[] Project(Complex2 direction)
        {
            var scores = new float[_x.Length];
            for (var i = 0; i < scores.Length; i++)
                scores[i] = (float)((_x[i] * direction.X) + (_y[i] * direction.Y));

            return scores;
        }

        public int[]? Iterate(int[] group)
        {
            for (var i = 0; i < MaxIterations; i++)
            {
                var mean = MeanOf(group);
                var next = GroupScorer.Members(Project(mean.Unit()), mean.Length);
                if (next.Length < GroupScorer.MinGroup)
                    return null;

                var isStable = next.AsSpan().SequenceEqual(group);
                group = next;
                if (isStable)
                    break;
            }

            return group.Length <= GroupScorer.MaxShare * _x.Length ? group : null;
        }

        public TriggerCandidate Candidate(int[] group)
        {
            var mean = MeanOf(group);
            var unit = mean.Unit();

            // unit . L^-1 (re - mean.re, im - mean.im), written as weights on the wave map.
            var onImaginary = unit.Y / _statistics.L22;
            var onReal = (unit.X / _statistics.L11) - (onImaginary * _statistics.L21 / _statistics.L11);
            var weights = new double[_real.Length];
            for (var i = 0; i < weights.Length; i++)
                weights[i] = (onReal * _real[i]) + (onImaginary * _imaginary[i]);

            return new TriggerCandidate
            {
                Class = _class,
                Stage = TriggerStage.Sinusoid,
                Place = _bin,
                Group = group,
                Filter = new LinearFilter([(LinearFilter.WaveMap, weights)], -(onReal * _statistics.Mean.X) - (onImaginary * _statistics.Mean.Y)),
                ClassScores = Project(unit),
                Factors = GroupFactors.Of(group.Length, mean.Length, Energy(group)),
            };
        }

        private Complex2 MeanOf(int[] group)
        {
            var (x, y) = (0.0, 0.0);
            foreach (var i in group)
            {
                x += _x[i];
                y += _y[i];
            }

            return new Complex2(x / group.Length, y / group.Length);
        }

        private double Energy(int[] group)
        {
            var sum = 0.0;
            foreach (var i in group)
                sum += ((double)_x[i] * _x[i]) + ((double)_y[i] * _y[i]);

            return sum / group.Length;
        }
    }
}
