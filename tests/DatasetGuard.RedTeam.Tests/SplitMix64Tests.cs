namespace DatasetGuard.RedTeam.Tests;

public sealed class SplitMix64Tests
{
    [Fact]
    public void The_numbers_are_those_of_the_published_generator()
    {
        var random = new SplitMix64(1234567);

        // The values that Rosetta Code's "Pseudo-random numbers/Splitmix64" asks implementations to show.
        ulong[] drawn = [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
        drawn.Should().Equal(6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL);
    }

    [Fact]
    public void Purposes_and_seeds_draw_different_numbers()
    {
        var first = SplitMix64.For(1, "a").NextUInt64();

        first.Should().Be(SplitMix64.For(1, "a").NextUInt64());
        first.Should().NotBe(SplitMix64.For(1, "b").NextUInt64()).And.NotBe(SplitMix64.For(2, "a").NextUInt64());
    }

    [Fact]
    public void A_shuffle_keeps_every_item_and_reaches_every_order()
    {
        var random = new SplitMix64(5);
        var orders = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            char[] items = ['a', 'b', 'c'];
            random.Shuffle<char>(items);
            orders.Add(new string(items));
        }

        orders.Should().BeEquivalentTo("abc", "acb", "bac", "bca", "cab", "cba");
    }

    [Fact]
    public void Whole_numbers_stay_below_their_bound_and_fractions_below_one()
    {
        var random = new SplitMix64(9);

        Enumerable.Range(0, 1000).Select(_ => random.Next(7)).Distinct().Should().BeEquivalentTo([0, 1, 2, 3, 4, 5, 6]);
        Enumerable.Range(0, 1000).Select(_ => random.NextDouble()).Should().OnlyContain(value => value >= 0 && value < 1);
    }
}
