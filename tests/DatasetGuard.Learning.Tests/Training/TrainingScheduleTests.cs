using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Training;

public sealed class TrainingScheduleTests
{
    private static readonly TrainingSchedule Schedule = new() { MaxRate = 0.02 };

    [Fact]
    public void Begins_at_a_twenty_fifth_of_the_top() => Schedule.RateAt(0, 400).Should().BeApproximately(0.02 / 25, 1e-12);

    [Fact]
    public void Is_at_the_top_after_a_quarter_of_the_steps()
    {
        Schedule.RateAt(99, 400).Should().BeApproximately(0.02, 1e-12);
        Enumerable.Range(0, 400).MaxBy(step => Schedule.RateAt(step, 400)).Should().Be(99);
    }

    [Fact]
    public void Ends_near_zero() => Schedule.RateAt(399, 400).Should().BeApproximately(0.02 / 250_000, 1e-12);

    /// <summary>Of 404 steps the top is at 100 and the end at 403: a quarter and half of the way up, a third and two thirds of the way down.</summary>
    [Theory]
    [InlineData(25, 0.003611777)]
    [InlineData(50, 0.0104)]
    [InlineData(201, 0.01500002)]
    [InlineData(302, 0.00500006)]
    public void Follows_half_a_cosine_up_and_half_a_cosine_down(int step, double rate) => Schedule.RateAt(step, 404).Should().BeApproximately(rate, 1e-8);

    [Fact]
    public void Any_number_of_steps_has_rates_between_zero_and_the_top()
    {
        for (var steps = 1; steps <= 40; steps++)
        {
            for (var step = 0; step < steps; step++)
                Schedule.RateAt(step, steps).Should().BeInRange(0, 0.02, $"step {step} of {steps}");
        }
    }

    [Theory]
    [InlineData(10_000, 6)]
    [InlineData(1_000, 6)]
    [InlineData(500, 12)]
    [InlineData(0, 6_000)]
    public void A_small_dataset_is_passed_more_often(int images, int epochs)
    {
        new TrainingSchedule { Epochs = 6, LeastImages = 6_000 }.EpochsFor(images).Should().Be(epochs);
    }
}
