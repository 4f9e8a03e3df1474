using DatasetGuard.Detection.Rules.Outliers;

namespace DatasetGuard.Detection.Tests.Rules.Outliers;

public sealed class ClassCalibrationTests
{
    [Fact]
    public void Names_the_class_that_exceeds_the_others() =>
        ClassCalibration.StandsOut([2.1, 2.4, 2.2, 6.5, 2.3, 2.0, 2.6, 2.2]).Should().Equal(false, false, false, true, false, false, false, false);

    [Fact]
    public void A_class_below_the_others_does_not_stand_out() =>
        ClassCalibration.StandsOut([2.1, 2.4, 2.2, 0.1, 2.3, 2.0, 2.6, 2.2]).Should().OnlyContain(standsOut => !standsOut);

    [Fact]
    public void Classes_that_agree_to_a_tenth_do_not_stand_out() =>
        ClassCalibration.StandsOut([2, 2, 2, 2, 2, 2, 2.3]).Should().OnlyContain(standsOut => !standsOut);

    [Fact]
    public void A_factor_changes_nothing()
    {
        double[] statistics = [1, 1.2, 0.9, 1.1, 1.4, 1.6, 6, 1.2];

        ClassCalibration.StandsOut([.. statistics.Select(value => 1000 * value)]).Should().Equal(ClassCalibration.StandsOut(statistics)).And.Contain(true);
    }

    [Fact]
    public void Of_fewer_than_five_classes_none_stands_out() => ClassCalibration.StandsOut([1, 1, 1, 100]).Should().OnlyContain(standsOut => !standsOut);

    [Fact]
    public void A_statistic_of_zero_does_not_stand_out() => ClassCalibration.StandsOut([0, 2, 2, 2, 2, 2]).Should().OnlyContain(standsOut => !standsOut);

    /// <summary>
    /// One family in a hundred is what is wanted. Where ten classes differ by more than a tenth, their own spread is all there is to go by, and of ten values
    /// it is so uncertain that it is one in twenty-five.
    /// </summary>
    [Theory]
    [InlineData(10, 0.05, 0, 0.002)]
    [InlineData(10, 0.1, 0, 0.003)]
    [InlineData(10, 0.3, 0.02, 0.06)]
    [InlineData(100, 0.3, 0.01, 0.05)]
    public void Of_clean_families_hardly_any_has_a_class_that_stands_out(int classes, double spread, double least, double most)
    {
        const int Families = 3000;
        var values = Clouds.Draw(Families, classes, seed: 1);

        var named = values.Count(family => ClassCalibration.StandsOut([.. family.Select(value => Math.Exp(2 + (spread * value)))]).Contains(true));

        ((double)named / Families).Should().BeInRange(least, most);
    }

    [Theory]
    [InlineData(0.99, 9, 2.821)]
    [InlineData(0.999, 9, 4.297)]
    [InlineData(0.999, 19, 3.579)]
    [InlineData(0.9999, 99, 3.861)]
    public void The_quantile_of_Student_is_right_to_a_twentieth(double probability, int freedom, double quantile)
    {
        ClassCalibration.StudentQuantile(probability, freedom).Should().BeApproximately(quantile, quantile / 20);
    }

    [Fact]
    public void A_class_with_a_group_exceeds_normal_clouds_of_its_size_and_one_without_does_not()
    {
        var with = Clouds.Space(Clouds.WithGroup(300, group: 25, dimension: 8, shift: 6, axes: 3, seed: 1));

        ClassCalibration.ExceedsNull(with, space => TwoMeans.Of(space).Silhouette, seed: 1).Should().BeTrue();
        var named = Enumerable.Range(0, 40).Count(seed =>
            ClassCalibration.ExceedsNull(Clouds.Space(Clouds.Draw(100, 6, 500 + seed)), space => TwoMeans.Of(space).Silhouette, seed: 1));
        named.Should().BeLessThanOrEqualTo(4);
    }
}
