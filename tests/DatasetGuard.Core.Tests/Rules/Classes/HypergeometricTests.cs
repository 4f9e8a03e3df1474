using System.Numerics;
using CsCheck;
using DatasetGuard.Core.Rules.Classes;

namespace DatasetGuard.Core.Tests.Rules.Classes;

public sealed class HypergeometricTests
{
    [Fact]
    public void The_tail_is_the_sum_of_its_probabilities()
    {
        var cases =
            from total in Gen.Int[2, 400]
            from marked in Gen.Int[1, total]
            from drawn in Gen.Int[1, total]
            from hits in Gen.Int[(int)Math.Ceiling((double)marked * drawn / total), Math.Min(marked, drawn)]
            select (total, marked, drawn, hits);

        cases.Sample(
            item =>
            {
                var ways = BigInteger.Zero;
                for (var k = item.hits; k <= Math.Min(item.marked, item.drawn); k++)
                    ways += Choose(item.marked, k) * Choose(item.total - item.marked, item.drawn - k);

                var expected = BigInteger.Log10(ways) - BigInteger.Log10(Choose(item.total, item.drawn));
                Hypergeometric.LogTail(item.hits, item.total, item.marked, item.drawn).Should().BeApproximately(expected, 1e-6);
            },
            iter: 300);
    }

    [Fact]
    public void A_million_items_do_not_overflow() => Hypergeometric.LogTail(100_000, 1_000_000, 100_000, 100_000).Should().BeLessThan(-100_000);

    private static BigInteger Choose(int n, int k)
    {
        var result = BigInteger.One;
        for (var i = 1; i <= k; i++)
            result = result * (n - k + i) / i;

        return n < k ? 0 : result;
    }
}
