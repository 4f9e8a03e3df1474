using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Detection.Rules.Collisions;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Tests.Rules.Collisions;

public sealed class NeighboursTests
{
    public NeighboursTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(5)]
    [InlineData(300)]
    public void The_nearest_are_those_of_comparing_every_pair(int perClass)
    {
        using var loaded = LoadedSet.Of(Collided.Clean(2, perClass));
        using var encoder = Collided.Net.AsEncoder();
        var set = EncodedSet.Of(loaded.Context, [.. Enumerable.Range(0, 2 * perClass)], encoder, TestContext.Current.CancellationToken);

        var found = Neighbours.Of(set, 7, 4, loaded.Context, TestContext.Current.CancellationToken);

        for (var row = 0; row < set.Rows; row += 13)
        {
            found.All[row].Select(neighbour => neighbour.Row).Should().Equal(Nearest(row, 7, _ => true));
            found.Others[row].Select(neighbour => neighbour.Row).Should().Equal(Nearest(row, 4, other => set.Labels[other] != set.Labels[row]));
        }

        IEnumerable<int> Nearest(int row, int count, Func<int, bool> isWanted) => Enumerable.Range(0, set.Rows)
            .Where(other => other != row && isWanted(other))
            .OrderByDescending(other => System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(set.Features.Row(row), set.Features.Row(other)))
            .Take(count);
    }

    /// <summary>1,200 rows have 69 cells, of which each row asks 64: what is found must be nearest, and hardly anything is missed.</summary>
    [Fact]
    public void Of_too_many_rows_the_nearest_cells_are_asked_and_the_share_that_was_found_is_said()
    {
        using var loaded = LoadedSet.Of(Collided.Clean(3, 400));
        using var encoder = Collided.Net.AsEncoder();
        var set = EncodedSet.Of(loaded.Context, [.. Enumerable.Range(0, 1200)], encoder, TestContext.Current.CancellationToken);

        var exact = Neighbours.Of(set, 7, 4, loaded.Context, TestContext.Current.CancellationToken);
        var found = Neighbours.Of(set, 7, 4, loaded.Context, TestContext.Current.CancellationToken, maxExact: 1000);

        exact.Recall.Should().Be(1);
        var recall = Enumerable.Range(0, set.Rows).Average(row => found.All[row].Count(item => item.Cosine > exact.All[row][^1].Cosine - 1e-5f) / 7.0);
        found.Recall.Should().BeApproximately(recall, 0.05).And.BeGreaterThan(0.9);
        for (var row = 0; row < set.Rows; row++)
        {
            found.All[row].Should().HaveCount(7).And.NotContain(item => item.Row == row).And.BeInDescendingOrder(item => item.Cosine);
            found.Others[row].Should().HaveCount(4).And.OnlyContain(item => set.Labels[item.Row] != set.Labels[row]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_row_is_in_one_cell_and_asks_its_own_first(int jobs)
    {
        using var loaded = LoadedSet.Of(Collided.Clean(2, 300), jobs);
        using var encoder = Collided.Net.AsEncoder();
        var set = EncodedSet.Of(loaded.Context, [.. Enumerable.Range(0, 600)], encoder, TestContext.Current.CancellationToken);

        var cells = NearCells.Of(set.Features.Normalised(), loaded.Context, TestContext.Current.CancellationToken);

        cells.Order.Order().Should().Equal(Enumerable.Range(0, 600));
        (cells.Count, cells.Starts[0], cells.Starts[^1]).Should().Be((48, 0, 600));
        cells.Asked.Select((asked, cell) => asked[0] == cell).Should().OnlyContain(isOwn => isOwn);
        cells.Asked.Should().OnlyContain(asked => asked.Distinct().Count() == asked.Length);
    }
}
