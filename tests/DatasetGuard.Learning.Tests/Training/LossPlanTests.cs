using DatasetGuard.Core.Configuration;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Training;

public sealed class LossPlanTests
{
    [Fact]
    public void It_counts_wholly_from_the_first_epoch_to_the_last_unless_told_otherwise() =>
        Weights(new LossPlan(TrainingLoss.Margin)).Should().Equal(1, 1, 1, 1, 1, 1);

    [Fact]
    public void It_begins_rises_and_ends() =>
        Weights(new LossPlan(TrainingLoss.SupCon) { Weight = 3, From = 1, To = 4, Ramp = 2 }).Should().Equal(0, 1, 2, 3, 3, 0);

    [Fact]
    public void Every_loss_has_a_name_which_the_configuration_knows()
    {
        LossPlan.Names.Should().Equal(TrainingSettings.Losses);
        foreach (var loss in Enum.GetValues<TrainingLoss>())
            LossPlan.Of(new LossPlan(loss).Name).Loss.Should().Be(loss);
    }

    private static double[] Weights(LossPlan plan) => [.. Enumerable.Range(0, 6).Select(plan.WeightAt)];
}
