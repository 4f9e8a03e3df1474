using CsCheck;
using DatasetGuard.Core.Rules.Duplicates;

namespace DatasetGuard.Core.Tests.Rules.Duplicates;

public sealed class StarClustersTests
{
    private static readonly Gen<SimilarPair[]> Graphs = Gen.Select(Gen.Int[0, 11], Gen.Int[0, 11], Gen.Int[90, 100]).Array[0, 30]
        .Select(edges => edges.Where(edge => edge.Item1 < edge.Item2).DistinctBy(edge => (edge.Item1, edge.Item2))
            .Select(edge => new SimilarPair(edge.Item1, edge.Item2, edge.Item3 / 100.0)).ToArray());

    [Fact]
    public void All_of_a_group_are_linked_to_its_centre_and_whoever_is_linked_is_in_a_group() =>
        Graphs.Sample(pairs =>
        {
            var stars = StarClusters.Of(12, pairs);

            foreach (var star in stars)
            {
                star.Members.Should().HaveCountGreaterThan(1).And.OnlyHaveUniqueItems();
                for (var i = 1; i < star.Members.Count; i++)
                {
                    var (a, b) = (Math.Min(star.Members[0], star.Members[i]), Math.Max(star.Members[0], star.Members[i]));
                    pairs.Should().Contain(new SimilarPair(a, b, star.Similarities[i]));
                }
            }

            stars.SelectMany(star => star.Members).Distinct().Should().BeEquivalentTo(pairs.SelectMany(pair => new[] { pair.A, pair.B }).Distinct());
        });

    [Fact]
    public void The_order_of_the_pairs_does_not_matter() =>
        Graphs.SelectMany(pairs => Gen.Shuffle(pairs).Select(shuffled => (pairs, shuffled))).Sample(graph =>
            Describe(graph.pairs) == Describe(graph.shuffled));

    [Fact]
    public void A_chain_is_not_one_group()
    {
        var chain = Enumerable.Range(0, 9).Select(i => new SimilarPair(i, i + 1, 0.95)).ToArray();

        StarClusters.Of(10, chain).Should().OnlyContain(star => star.Members.Count <= 3).And.HaveCountGreaterThan(2);
    }

    private static string Describe(SimilarPair[] pairs) =>
        string.Join(';', StarClusters.Of(12, pairs).Select(star => $"{string.Join(',', star.Members)}:{string.Join(',', star.Similarities)}"));
}
