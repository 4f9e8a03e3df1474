using System.Diagnostics;
using DatasetGuard.Core.Rules.Duplicates;

namespace DatasetGuard.Benchmarks.Duplicates;

/// <summary>Time and memory of finding near pairs among many hashes: random ones, and ones made to be hard.</summary>
internal static class HashJoinTimes
{
    private const int Radius = 4;
    private const int Planted = 1000;

    public static void Run(int count)
    {
        var random = new Random(1);
        Console.WriteLine($"{count:N0} hashes, distance {Radius}, one thread");
        Time("random, with planted pairs", Random(random, count, ulong.MaxValue), plantPairs: true);
        Time("16 bits equal in all", Random(random, count, ulong.MaxValue << 16), plantPairs: true);
        Time("only 26 bits vary", Random(random, count, (1UL << 26) - 1), plantPairs: false);
        Time("one centre, 4 bits flipped", Ball(random, count), plantPairs: false);
    }

    private static void Time(string name, HashSet<ulong> hashes, bool plantPairs)
    {
        var planted = plantPairs ? Plant(hashes) : [];
        ulong[] array = [.. hashes];
        Array.Sort(array);
        var index = planted.Count == 0 ? [] : array.Select((hash, i) => (hash, i)).ToDictionary(pair => pair.hash, pair => pair.i);
        var watch = Stopwatch.StartNew();
        var result = HammingJoin.Find(array, Radius, CancellationToken.None);
        var elapsed = watch.Elapsed;
        var pairs = planted.Count == 0 ? [] : result.Pairs.ToHashSet();
        var found = planted.Count(pair => pairs.Contains((Math.Min(index[pair.A], index[pair.B]), Math.Max(index[pair.A], index[pair.B]))));
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"{name,-28} {elapsed.TotalSeconds,6:F2} s  {result.Pairs.Count,12:N0} pairs  {result.IsCut.Count(isCut => isCut),10:N0} hashes not compared in full  "
            + $"planted {found:N0} of {planted.Count:N0}  peak so far {process.PeakWorkingSet64 >> 20:N0} MiB");
    }

    private static HashSet<ulong> Random(Random random, int count, ulong mask)
    {
        var hashes = new HashSet<ulong>(count);
        while (hashes.Count < count)
            hashes.Add((ulong)random.NextInt64(long.MinValue, long.MaxValue) & mask);

        return hashes;
    }

    private static HashSet<ulong> Ball(Random random, int count)
    {
        var hashes = new HashSet<ulong>(count);
        for (var tries = 0; tries < 4 * count && hashes.Count < count; tries++)
            hashes.Add((1UL << random.Next(64)) ^ (1UL << random.Next(64)) ^ (1UL << random.Next(64)) ^ (1UL << random.Next(64)));

        return hashes;
    }

    /// <summary>Adds neighbours at distance 1 to 4 of some of the hashes.</summary>
    private static List<(ulong A, ulong B)> Plant(HashSet<ulong> hashes)
    {
        var pairs = new List<(ulong, ulong)>();
        foreach (var hash in hashes.Take(Planted).ToArray())
        {
            var neighbour = hash ^ (0xFUL >> (pairs.Count % Radius) << (pairs.Count % 60));
            if (hashes.Add(neighbour))
                pairs.Add((hash, neighbour));
        }

        return pairs;
    }
}
