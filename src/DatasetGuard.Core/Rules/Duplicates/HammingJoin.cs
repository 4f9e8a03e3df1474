using System.Numerics;

namespace DatasetGuard.Core.Rules.Duplicates;

/// <summary>Finds the pairs of 64-bit hashes that differ in a few bits, without comparing all with all.</summary>
/// <remarks>
/// The bits that vary are dealt out to one band more than may differ, so that a pair within the radius agrees in a whole band (pigeonhole)
/// and is found among the hashes sorted by it. A run of many hashes that agree in one band is split again by its remaining bits. Hashes made
/// to agree everywhere would still cost quadratic time, so the crowded runs come last, the smallest first, and share a budget of
/// comparisons; and no hash keeps more than a few neighbours beyond what the others need. What is lost to either is counted.
/// </remarks>
public sealed class HammingJoin
{
    /// <summary>Pairs are kept while one of the two has fewer: at most so many pairs a hash on average.</summary>
    public const int MaxNeighbours = 32;

    /// <summary>Runs of at most so many hashes are compared all with all.</summary>
    private const int SmallRun = 256;

    /// <summary>Fewer bits that vary make more bands than runs, and splitting costs more than it saves.</summary>
    private const int MinSplitBits = 15;

    /// <summary>Comparisons within crowded runs: some seconds.</summary>
    private const long Budget = 2_000_000_000;

    /// <summary>Comparisons between two looks at the cancellation token.</summary>
    private const int CancellationInterval = 1 << 20;

    private readonly ulong[] _hashes;
    private readonly int _radius;
    private readonly int[] _neighbours;
    private readonly bool[] _isCut;
    private readonly List<(int A, int B)> _pairs = [];
    private readonly PriorityQueue<Run, (int Size, int Order)> _crowded = new();
    private readonly CancellationToken _cancellationToken;
    private long _sinceLook;
    private int _order;

    private HammingJoin(ulong[] hashes, int radius, CancellationToken cancellationToken)
    {
        _hashes = hashes;
        _radius = radius;
        _neighbours = new int[hashes.Length];
        _isCut = new bool[hashes.Length];
        _cancellationToken = cancellationToken;
    }

    /// <param name="Pairs">Indices of two hashes each, the smaller first, each pair once.</param>
    /// <param name="IsCut">The hashes for which pairs may be missing.</param>
    public sealed record Result(IReadOnlyList<(int A, int B)> Pairs, IReadOnlyList<bool> IsCut);

    /// <param name="hashes">Distinct; their order decides which pairs are kept where there are too many.</param>
    /// <param name="radius">Bits that may differ, from 0.</param>
    /// <param name="cancellationToken">Looked at every few milliseconds.</param>
    public static Result Find(ulong[] hashes, int radius, CancellationToken cancellationToken)
    {
        var join = new HammingJoin(hashes, radius, cancellationToken);
        join.FindAll();
        return new Result(join._pairs, join._isCut);
    }

    private void FindAll()
    {
        var all = Enumerable.Range(0, _hashes.Length).ToArray();
        if (all.Length <= SmallRun)
            Compare(all, path: null);
        else
            Split(all, path: null);

        var left = Budget;
        while (_crowded.TryDequeue(out var run, out _))
        {
            var size = (long)run.Members.Length;
            var isSplit = BitOperations.PopCount(Varying(run.Members)) >= MinSplitBits;
            left -= isSplit ? size * SmallRun : size * size / 2;
            if (left < 0)
                Cut(run.Members);
            else if (isSplit)
                Split(run.Members, run.Path);
            else
                Compare(run.Members, run.Path);
        }
    }

    private void Split(int[] members, Level? path)
    {
        var bands = Bands(Varying(members));
        var keys = new ulong[members.Length];
        for (var band = 0; band < bands.Length; band++)
        {
            var level = new Level(bands, band, path);
            for (var i = 0; i < keys.Length; i++)
                keys[i] = _hashes[members[i]] & bands[band];

            Array.Sort(keys, members);
            for (int first = 0, end; first < keys.Length; first = end)
            {
                end = first + 1;
                while (end < keys.Length && keys[end] == keys[first])
                    end++;

                if (end - first > SmallRun)
                    _crowded.Enqueue(new Run(members[first..end], level), (end - first, _order++));
                else
                    Compare(members.AsSpan(first, end - first), level);
            }
        }
    }

    private ulong Varying(int[] members)
    {
        var (all, any) = (ulong.MaxValue, 0UL);
        foreach (var member in members)
        {
            all &= _hashes[member];
            any |= _hashes[member];
        }

        return any & ~all;
    }

    /// <summary>Neighbouring bits, which depend on each other, go to different bands.</summary>
    private ulong[] Bands(ulong bits)
    {
        var bands = new ulong[_radius + 1];
        for (var next = 0; bits != 0; bits &= bits - 1)
            bands[next++ % bands.Length] |= bits & (~bits + 1);

        return bands;
    }

    private void Compare(ReadOnlySpan<int> members, Level? path)
    {
        for (var i = 1; i < members.Length; i++)
        {
            var hash = _hashes[members[i]];
            for (var k = 0; k < i; k++)
            {
                var difference = hash ^ _hashes[members[k]];
                if (BitOperations.PopCount(difference) <= _radius && IsFirstAgreement(difference, path))
                    Keep(Math.Min(members[i], members[k]), Math.Max(members[i], members[k]));
            }

            LookAtToken(i);
        }
    }

    /// <summary>A pair that agrees in several bands meets several times; it counts in the first of them.</summary>
    private static bool IsFirstAgreement(ulong difference, Level? path)
    {
        for (; path is not null; path = path.Parent)
        {
            for (var band = 0; band < path.Band; band++)
            {
                if ((difference & path.Bands[band]) == 0)
                    return false;
            }
        }

        return true;
    }

    private void Keep(int a, int b)
    {
        if (_neighbours[a] >= MaxNeighbours && _neighbours[b] >= MaxNeighbours)
        {
            _isCut[a] = _isCut[b] = true;
            return;
        }

        _neighbours[a]++;
        _neighbours[b]++;
        _pairs.Add((a, b));
    }

    private void Cut(int[] members)
    {
        foreach (var member in members)
            _isCut[member] = true;
    }

    private void LookAtToken(int comparisons)
    {
        _sinceLook += comparisons;
        if (_sinceLook < CancellationInterval)
            return;

        _cancellationToken.ThrowIfCancellationRequested();
        _sinceLook = 0;
    }

    /// <summary>How the hashes of a run came together: they agree in one band of a split, and in one of the split before it.</summary>
    private sealed record Level(ulong[] Bands, int Band, Level? Parent);

    private sealed record Run(int[] Members, Level? Path);
}
