using CsCheck;

namespace DatasetGuard.Core.Tests;

public sealed class ProportionTests
{
    /// <summary>Brown, Cai and DasGupta's score interval, worked out by hand from Wilson's formula.</summary>
    [Theory]
    [InlineData(8, 10, 0.4902, 0.9433)]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(1, 2, 0.0945, 0.9055)]
    [InlineData(500, 1000, 0.4691, 0.5309)]
    [InlineData(0, 0, 0, 1)]
    public void The_interval_is_wilsons(int successes, int trials, double low, double high)
    {
        var interval = new Proportion(successes, trials).Wilson95();

        interval.Low.Should().BeApproximately(low, 1e-4);
        interval.High.Should().BeApproximately(high, 1e-4);
    }

    [Fact]
    public void Both_ends_solve_the_equation_that_defines_them() =>
        Gen.Int[1, 5000].SelectMany(trials => Gen.Int[0, trials].Select(successes => new Proportion(successes, trials))).Sample(proportion =>
        {
            var (low, high) = proportion.Wilson95();
            bool Solves(double end) => Math.Abs(Math.Pow(proportion.Share!.Value - end, 2) - (1.959963984540054 * 1.959963984540054 * end * (1 - end) / proportion.Trials)) < 1e-9;
            return low >= 0 && high <= 1 && low <= proportion.Share && proportion.Share <= high && Solves(low) && Solves(high);
        });

    [Fact]
    public void Without_a_trial_there_is_no_share() => new Proportion(0, 0).Share.Should().BeNull();
}
