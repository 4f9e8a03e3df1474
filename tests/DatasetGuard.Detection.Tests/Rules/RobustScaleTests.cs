using DatasetGuard.Detection.Rules;
using DatasetGuard.Detection.Tests.Rules.Outliers;

namespace DatasetGuard.Detection.Tests.Rules;

public sealed class RobustScaleTests
{
    [Fact]
    public void The_median_is_the_middle_value_or_the_mean_of_two()
    {
        RobustScale.Median([3, 1, 2]).Should().Be(2);
        RobustScale.Median([4, 1, 2, 3]).Should().Be(2.5);
        RobustScale.Median([7]).Should().Be(7);
        RobustScale.Median([]).Should().Be(double.NaN);
    }

    [Fact]
    public void Of_normal_values_it_is_mean_and_standard_deviation()
    {
        var (centre, scale) = RobustScale.Of([.. Clouds.Draw(20_000, 1, seed: 1).Select(row => 5 + (3.0 * row[0]))]);

        centre.Should().BeApproximately(5, 0.1);
        scale.Should().BeApproximately(3, 0.1);
    }

    [Fact]
    public void Two_in_five_values_far_away_hardly_matter()
    {
        var values = Clouds.Draw(1000, 1, seed: 2).Select((row, i) => i < 400 ? 1e9 : (double)row[0]);

        var (centre, scale) = RobustScale.Of([.. values]);

        centre.Should().BeInRange(0.5, 1.5);
        scale.Should().BeInRange(1, 4);
    }

    [Fact]
    public void Values_are_left_in_their_order()
    {
        double[] values = [3, 1, 2];

        RobustScale.Of(values);

        values.Should().Equal(3, 1, 2);
    }
}
