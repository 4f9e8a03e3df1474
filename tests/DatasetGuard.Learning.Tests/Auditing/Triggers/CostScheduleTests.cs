using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class CostScheduleTests
{
    private static readonly SearchSettings Settings = new() { Rounds = 100, StepsPerRound = 1, BatchSize = 1, Patience = 3 };

    [Fact]
    public void Size_costs_nothing_before_a_stamp_works()
    {
        var schedule = new CostSchedule(Settings);

        schedule.Tell(success: 0.5, size: 10).Should().BeFalse();

        schedule.Cost.Should().Be(0);
    }

    [Fact]
    public void The_cost_rises_while_it_works_and_falls_faster_when_it_does_not()
    {
        var schedule = new CostSchedule(Settings);
        schedule.Tell(1, 10).Should().BeTrue();
        schedule.Tell(1, 9);
        var high = schedule.Cost;

        schedule.Tell(0.9, 8).Should().BeFalse();

        high.Should().BeApproximately(1.3e-3, 1e-9);
        schedule.Cost.Should().BeApproximately(high / Math.Pow(1.3, 1.5), 1e-9);
    }

    [Fact]
    public void The_search_is_over_when_nothing_smaller_comes_after_the_cost_was_too_high()
    {
        var schedule = new CostSchedule(Settings);
        schedule.Tell(1, 10);
        for (var round = 0; round < 10; round++)
            schedule.Tell(1, 10);

        schedule.IsOver.Should().BeFalse();
        schedule.Tell(0, 10);
        schedule.IsOver.Should().BeTrue();
    }
}
