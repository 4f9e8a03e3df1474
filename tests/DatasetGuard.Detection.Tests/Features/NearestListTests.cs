using CsCheck;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class NearestListTests
{
    [Fact]
    public void The_list_holds_the_largest_and_of_equal_ones_the_first() => Gen.Int[0, 5].Array[0, 30].Select(Gen.Int[0, 6]).Sample((values, capacity) =>
    {
        var list = new NearestList(capacity);
        for (var i = 0; i < values.Length; i++)
            list.Offer(i, values[i]);

        list.ToArray().Select(neighbour => neighbour.Row).Should().Equal(Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(capacity));
    });
}
