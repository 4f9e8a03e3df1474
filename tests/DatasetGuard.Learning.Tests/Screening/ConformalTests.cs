using CsCheck;
using DatasetGuard.Learning.Screening;

namespace DatasetGuard.Learning.Tests.Screening;

public sealed class ConformalTests
{
    [Fact]
    public void A_p_value_counts_the_clean_scores_that_are_as_great()
    {
        Conformal.PValues([1, 2, 2, 3], [0, 2, 2.5, 3, 9]).Should().Equal(1, 0.8, 0.4, 0.4, 0.2);
    }

    [Theory]
    [InlineData(0.01, 99)]
    [InlineData(0.005, 199)]
    [InlineData(0.05, 19)]
    [InlineData(0.03, 33)]
    public void Fewer_clean_images_than_a_rate_needs_can_call_nothing_unusual(double rate, int least)
    {
        Conformal.LeastCalibration(rate).Should().Be(least);
        Conformal.MeanShare(least, rate).Should().Be(1.0 / (least + 1));
        Conformal.MeanShare(least - 1, rate).Should().Be(0);
        Conformal.IsUnusual(1.0 / (least + 1), rate).Should().BeTrue();
        Conformal.IsUnusual(1.0 / least, rate).Should().BeFalse();
    }

    [Theory]
    [InlineData(3, 5, 7, 0.25)]
    [InlineData(1, 4, 9, 0.1)]
    [InlineData(2, 3, 10, 0.5)]
    public void The_chance_of_as_many_is_that_of_all_orders_of_clean_images(int flagged, int screened, int calibration, double rate)
    {
        // Which of the ranks of all images are those of the screened ones is any choice with the same chance.
        var (all, hits, choices) = (screened + calibration, 0, 0);
        for (var mask = 0; mask < 1 << all; mask++)
        {
            if (int.PopCount(mask) != screened)
                continue;

            var ranks = Enumerable.Range(0, all).ToLookup(rank => (mask >> rank & 1) == 1, rank => (double)rank);
            choices++;
            hits += Conformal.PValues([.. ranks[false]], [.. ranks[true]]).Count(p => Conformal.IsUnusual(p, rate)) >= flagged ? 1 : 0;
        }

        Conformal.ChanceOfAsMany(flagged, screened, calibration, rate).Should().BeApproximately((double)hits / choices, 1e-12);
    }

    [Fact]
    public void Of_many_clean_images_it_is_that_of_a_binomial_test()
    {
        // 1 - 0.99^500 - 500 0.01 0.99^499 - ...: P(X >= 10) of B(500, 0.01) is 0.0311.
        Conformal.ChanceOfAsMany(10, 500, 9_999_999, 0.01).Should().BeApproximately(0.0311, 1e-4);
        Conformal.ChanceOfAsMany(10, 500, 99, 0.01).Should().BeGreaterThan(0.1);
        Conformal.ChanceOfAsMany(0, 500, 99, 0.01).Should().Be(1);
    }

    [Fact]
    public void It_is_a_chance_that_falls_with_the_number() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[1, 400], Gen.Double[0.001, 0.5]).Sample((screened, calibration, rate) =>
        {
            var chances = Enumerable.Range(0, screened + 1).Select(flagged => Conformal.ChanceOfAsMany(flagged, screened, calibration, rate)).ToArray();
            return chances.All(chance => chance is >= 0 and <= 1) && chances.Zip(chances.Skip(1)).All(pair => pair.First >= pair.Second - 1e-12);
        }, iter: 50);
}
