namespace DatasetGuard.Core.Tests;

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
        var (centre, scale) = RobustScale.Of([.. Normal(20_000).Select(value => 5 + (3 * value))]);

        centre.Should().BeApproximately(5, 0.1);
        scale.Should().BeApproximately(3, 0.1);
    }

    [Fact]
    public void Two_in_five_values_far_away_hardly_matter()
    {
        var values = Normal(1000).Select((value, i) => i < 400 ? 1e9 : value);

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

    private static IEnumerable<double> Normal(int count)
    {
        var random = new Random(1);
        return Enumerable.Range(0, count).Select(_ => NormalQuantile.Of(Math.Max(double.Epsilon, random.NextDouble())));
    }
}
