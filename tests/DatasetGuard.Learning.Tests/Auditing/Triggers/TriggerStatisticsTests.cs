using CsCheck;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class TriggerStatisticsTests
{
    private static readonly double[] Natural = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

    [Fact]
    public void The_index_of_Neural_Cleanse_counts_deviations_below_the_median_only()
    {
        // Median 10, deviations 0, 1, 1, 2, 6: their median is 1.
        var indices = TriggerStatistics.AnomalyIndices([10, 11, 9, 12, 4]);

        indices[0].Should().Be(0);
        indices[1].Should().Be(0);
        indices[2].Should().BeApproximately(1 / 1.4826, 1e-9);
        indices[4].Should().BeApproximately(6 / 1.4826, 1e-9);
    }

    [Fact]
    public void A_cost_that_nature_explains_is_no_excess()
    {
        double[] natural = [1, 9, 9.5, 10, 10.5, 11, 11.5, 12, 12.5, 13];
        double[] costs = [.. natural.Select(cost => 0.8 * cost)];

        TriggerStatistics.AnomalyIndices(costs)[0].Should().BeGreaterThan(2);
        TriggerStatistics.Excess(costs, natural).Should().OnlyContain(excess => Math.Abs(excess) < 1e-9);
    }

    [Fact]
    public void A_cost_that_nature_does_not_explain_is_one()
    {
        double[] costs = [.. Natural.Select((cost, i) => i == 4 ? cost / 3 : cost)];

        var excess = TriggerStatistics.Excess(costs, Natural);

        excess[4].Should().BeApproximately(Math.Log(3), 1e-9);
        excess.Where((_, i) => i != 4).Should().OnlyContain(other => Math.Abs(other) < 1e-9);
    }

    [Fact]
    public void Natural_costs_that_say_nothing_are_left_out_of_account()
    {
        var excess = TriggerStatistics.Excess([3, 3, 3, 3, 3, 3, 3, 1], [8, 4, 7, 5, 9, 4, 6, 8]);

        excess[7].Should().BeApproximately(Math.Log(3), 1e-9);
        excess[1].Should().Be(0);
    }

    [Fact]
    public void A_pair_stands_out_of_a_table_of_rows_and_columns()
    {
        var costs = new double[8, 8];
        for (var i = 0; i < 8; i++)
        {
            for (var j = 0; j < 8; j++)
                costs[i, j] = i == j ? double.NaN : (i + 2) * (j + 3) * (i == 2 && j == 5 ? 0.25 : 1);
        }

        var excess = TriggerStatistics.PairExcess(costs);

        excess[2, 5].Should().BeApproximately(Math.Log(4), 0.05);
        excess.Cast<double>().Where(double.IsFinite).Order().SkipLast(1).Should().OnlyContain(other => Math.Abs(other) < 0.05);
    }

    [Fact]
    public void The_order_of_the_classes_changes_nothing() =>
        Gen.Double[0.5, 50].Array[7, 20].Select(Gen.Int[0, 1000]).Sample((costs, seed) =>
        {
            double[] natural = [.. costs.Select((cost, i) => 1 + ((cost * (i + 3)) % 7))];
            int[] order = [.. Enumerable.Range(0, costs.Length)];
            new Random(seed).Shuffle(order);

            var plain = TriggerStatistics.Excess(costs, natural);
            var shuffled = TriggerStatistics.Excess([.. order.Select(i => costs[i])], [.. order.Select(i => natural[i])]);

            return order.Index().All(pair => Math.Abs(shuffled[pair.Index] - plain[pair.Item]) < 1e-9);
        });

    [Fact]
    public void The_threshold_grows_with_the_number_of_classes()
    {
        TriggerStatistics.Threshold(10, 0.01).Should().BeApproximately(3.09, 0.005);
        TriggerStatistics.Threshold(1000, 0.01).Should().BeApproximately(4.26, 0.01);
    }
}
