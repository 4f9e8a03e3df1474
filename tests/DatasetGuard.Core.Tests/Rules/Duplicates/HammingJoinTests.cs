using System.Numerics;
using CsCheck;
using DatasetGuard.Core.Rules.Duplicates;

namespace DatasetGuard.Core.Tests.Rules.Duplicates;

public sealed class HammingJoinTests
{
    /// <summary>Sets that must be split once, and more than once, and ones that fit a run.</summary>
    private static readonly Gen<ulong[]> Hashes = Gen.Select(Gen.Int[0, 900], Gen.Int[8, 64], Gen.Int[0, 1_000_000], (count, bits, seed) =>
    {
        var random = new Random(seed);
        var mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        var hashes = new HashSet<ulong>();
        for (var i = 0; i < count; i++)
        {
            var hash = (ulong)random.NextInt64() & mask;
            hashes.Add(hash);
            hashes.Add(hash ^ (1UL << random.Next(bits)) ^ (1UL << random.Next(bits)));
        }

        return hashes.Order().ToArray();
    });

    [Fact]
    public void Every_near_pair_is_found_once_but_for_the_hashes_that_are_said_to_be_cut() =>
        Gen.Select(Hashes, Gen.Int[0, 5]).Sample(
            (hashes, radius) =>
            {
                var (pairs, isCut) = HammingJoin.Find(hashes, radius, CancellationToken.None);

                var expected = Pairs(hashes, radius);
                pairs.Should().OnlyHaveUniqueItems().And.BeSubsetOf(expected);
                expected.Except(pairs).Should().OnlyContain(pair => isCut[pair.A] && isCut[pair.B]);
            },
            iter: 60);

    [Fact]
    public void Nothing_is_cut_where_neighbours_are_few()
    {
        var random = new Random(1);
        ulong[] hashes = [.. Enumerable.Range(0, 3000).SelectMany(_ => Family((ulong)random.NextInt64() << 1))];

        var (pairs, isCut) = HammingJoin.Find(hashes, 4, CancellationToken.None);

        isCut.Should().NotContain(true);
        pairs.Should().HaveCount(3000 * 2);

        static ulong[] Family(ulong hash) => [hash, hash ^ 0b1111, hash ^ (0b11UL << 62)];
    }

    [Fact]
    public void Hashes_made_to_crowd_one_band_are_still_compared()
    {
        // Every sixth bit is one band of the first split: all hashes agree in it.
        var random = new Random(1);
        var free = 0UL;
        for (var bit = 0; bit < 64; bit++)
            free |= bit % 5 == 0 ? 0 : 1UL << bit;

        ulong[] hashes = [.. Enumerable.Range(0, 20_000).Select(_ => (ulong)random.NextInt64() & free).Distinct()];
        hashes[7] = hashes[19_000] ^ 0b1_1110;

        var (pairs, isCut) = HammingJoin.Find(hashes, 4, CancellationToken.None);

        pairs.Should().Contain((7, 19_000));
        isCut.Should().NotContain(true);
    }

    [Fact]
    public void Crowds_of_neighbours_are_bounded_and_said_to_be_cut()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 1 << 12).Select(i => (ulong)i)];

        var (pairs, isCut) = HammingJoin.Find(hashes, 4, CancellationToken.None);

        pairs.Count.Should().BeLessThanOrEqualTo(hashes.Length * HammingJoin.MaxNeighbours);
        isCut.Should().NotContain(false, "each has 793 neighbours");
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 1 << 14).Select(i => (ulong)i)];
        var find = () => HammingJoin.Find(hashes, 4, new CancellationToken(canceled: true));

        find.Should().Throw<OperationCanceledException>();
    }

    private static List<(int A, int B)> Pairs(ulong[] hashes, int radius)
    {
        var pairs = new List<(int, int)>();
        for (var b = 0; b < hashes.Length; b++)
        {
            for (var a = 0; a < b; a++)
            {
                if (BitOperations.PopCount(hashes[a] ^ hashes[b]) <= radius)
                    pairs.Add((a, b));
            }
        }

        return pairs;
    }
}
