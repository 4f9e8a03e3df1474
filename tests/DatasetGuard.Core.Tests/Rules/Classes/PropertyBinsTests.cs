using CsCheck;
using DatasetGuard.Core.Rules.Classes;

namespace DatasetGuard.Core.Tests.Rules.Classes;

public sealed class PropertyBinsTests
{
    [Fact]
    public void Bins_follow_the_order_of_the_values_and_equal_values_share_one()
    {
        Gen.Select(Gen.Int[-20, 20].Array[1, 200], Gen.Int[1, 10]).Sample((values, most) =>
        {
            var bins = PropertyBins.Of(Array.ConvertAll(values, value => (float)value), most);
            var pairs = values.Zip(bins).OrderBy(pair => pair.First).ToList();
            return bins.All(bin => bin >= 0 && bin < most)
                && pairs.Zip(pairs.Skip(1)).All(next => next.First.Second <= next.Second.Second && (next.First.First != next.Second.First || next.First.Second == next.Second.Second));
        });
    }

    [Fact]
    public void Different_values_fill_the_bins_evenly() =>
        PropertyBins.Of([.. Enumerable.Range(0, 1000).Select(i => (float)((i * 7) % 1000))], 10).CountBy(bin => bin).Should().OnlyContain(bin => bin.Value == 100).And.HaveCount(10);

    [Fact]
    public void Kinds_that_are_rare_share_the_last_bin() =>
        PropertyBins.OfKinds(["a", "a", "a", "b", "b", "c", "d"], 3).Should().Equal(0, 0, 0, 1, 1, 2, 2);
}
