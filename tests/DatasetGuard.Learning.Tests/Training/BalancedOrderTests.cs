using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Training;

public sealed class BalancedOrderTests
{
    [Fact]
    public void Every_batch_holds_the_classes_evenly()
    {
        int[][] rows = [[.. Enumerable.Range(0, 500)], [.. Enumerable.Range(500, 500)], [.. Enumerable.Range(1000, 500)], [.. Enumerable.Range(1500, 500)]];

        var order = BalancedOrder.Of(rows, seed: 1, epoch: 0);

        order.Should().HaveCount(2000).And.OnlyHaveUniqueItems();
        order.Chunk(40).Should().AllSatisfy(batch => batch.GroupBy(row => row / 500).Should().HaveCount(4).And.OnlyContain(ofClass => Math.Abs(ofClass.Count() - 10) <= 2));
    }

    [Theory]
    [InlineData(new[] { 100, 100 }, new[] { 100, 100 })]
    [InlineData(new[] { 10, 990 }, new[] { 30, 970 })]
    [InlineData(new[] { 40, 60 }, new[] { 50, 50 })]
    [InlineData(new[] { 0, 5, 1 }, new[] { 0, 3, 3 })]
    [InlineData(new[] { 1, 1, 98 }, new[] { 3, 3, 94 })]
    public void Shares_are_even_but_no_image_is_seen_more_than_three_times(int[] counts, int[] shares) =>
        BalancedOrder.Shares(counts).Should().Equal(shares);

    [Fact]
    public void Over_the_epochs_each_image_of_a_class_is_seen_equally_often()
    {
        int[][] rows = [[.. Enumerable.Range(0, 7)], [.. Enumerable.Range(7, 93)]];

        var seen = Enumerable.Range(0, 40).SelectMany(epoch => BalancedOrder.Of(rows, seed: 1, epoch)).CountBy(row => row).ToDictionary();

        foreach (var ofClass in rows)
            (ofClass.Max(row => seen[row]) - ofClass.Min(row => seen[row])).Should().BeLessThanOrEqualTo(1);
    }

    [Fact]
    public void An_epoch_has_its_own_order_whether_or_not_those_before_it_were_drawn()
    {
        int[][] rows = [[.. Enumerable.Range(0, 30)], [.. Enumerable.Range(30, 30)]];

        BalancedOrder.Of(rows, 1, 3).Should().Equal(BalancedOrder.Of(rows, 1, 3)).And.NotEqual(BalancedOrder.Of(rows, 1, 2)).And.NotEqual(BalancedOrder.Of(rows, 2, 3));
    }
}
