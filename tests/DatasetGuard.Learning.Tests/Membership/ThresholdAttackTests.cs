using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Tests.Membership;

public sealed class ThresholdAttackTests
{
    [Theory]
    [InlineData(1, 0.8, 0.6)]
    [InlineData(0.5, 0.5, 0.5)]
    [InlineData(0.7, 0.9, 0.4)]
    public void The_gap_attack_is_right_by_half_the_gap_more_than_half(double training, double test, double accuracy)
    {
        var attack = ThresholdAttack.Gap(training, test);

        attack.Accuracy.Should().BeApproximately(accuracy, 1e-12);
        attack.Advantage.Should().BeApproximately(training - test, 1e-12);
    }

    [Fact]
    public void The_loss_attack_cuts_at_the_mean_loss_of_the_members()
    {
        // Mean 1: three of four members and one of five others cost no more.
        var attack = ThresholdAttack.Loss([0, 0.5, 1, 2.5], [1, 1.01, 2, 3, 4]);

        attack.Should().Be(new ThresholdAttack(0.75, 0.2));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        new Action(() => ThresholdAttack.Gap(1.1, 0)).Should().Throw<ArgumentException>();
        new Action(() => ThresholdAttack.Gap(1, double.NaN)).Should().Throw<ArgumentException>();
        new Action(() => ThresholdAttack.Loss([], [1])).Should().Throw<ArgumentException>();
        new Action(() => ThresholdAttack.Loss([1], [double.NaN])).Should().Throw<ArgumentException>();
    }
}
