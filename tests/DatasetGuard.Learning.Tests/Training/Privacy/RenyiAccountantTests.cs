using CsCheck;
using DatasetGuard.Learning.Training.Privacy;

namespace DatasetGuard.Learning.Tests.Training.Privacy;

public sealed class RenyiAccountantTests
{
    /// <summary>What the tests of Google's dp_accounting expect, to the digits that they give; the last and that of order 1.5 are those of TensorFlow Privacy.</summary>
    [Theory]
    [InlineData(0.01, 2.5, 50, 1.5, 6.5007e-04)]
    [InlineData(0.01, 2.5, 50, 2.5, 1.08548710e-03)]
    [InlineData(0.01, 2.5, 50, 5, 2.18075656e-03)]
    [InlineData(0.01, 2.5, 50, 50, 2.38460375e-02)]
    [InlineData(0.01, 2.5, 50, 100, 1.67416308e+02)]
    [InlineData(0.1, 2, 10, 5, 0.07737)]
    public void The_divergence_is_that_of_other_accountants(double rate, double noise, int steps, double order, double expected) =>
        (steps * SampledGaussian.Divergence(rate, noise, order)).Should().BeApproximately(expected, 1e-4 * expected);

    /// <summary>Equations 3 and 5 of the paper in forty digits.</summary>
    [Theory]
    [InlineData(0.01, 1.1, 2.5, 0.000162077409369989)]
    [InlineData(0.004, 0.5, 1.1, 0.000306941021590678)]
    [InlineData(0.2, 0.7, 7.3, 5.58408743195773)]
    [InlineData(0.5, 3, 10.9, 0.208931603094434)]
    [InlineData(0.0001, 1, 1.5, 1.28853739407279e-8)]
    [InlineData(0.9, 0.3, 4.4, 24.3080955418284)]
    [InlineData(0.01, 1.1, 64, 21.7680128662873)]
    [InlineData(0.02, 0.8, 512, 396.080321372252)]
    public void The_divergence_is_the_integral(double rate, double noise, double order, double expected) =>
        SampledGaussian.Divergence(rate, noise, order).Should().BeApproximately(expected, (1e-10 * expected) + 1e-13);

    [Fact]
    public void The_sum_and_the_integral_agree_at_whole_orders() =>
        Gen.Select(Gen.Double[0.001, 0.99], Gen.Double[0.3, 5], Gen.Int[2, 40]).Sample((rate, noise, order) =>
        {
            var whole = SampledGaussian.OfWholeOrder(rate, noise, order);
            SampledGaussian.OfAnyOrder(rate, noise, order).Should().BeApproximately(whole, (1e-9 * whole) + 1e-12);
        });

    [Fact]
    public void Without_sampling_it_is_that_of_the_normal_mechanism()
    {
        SampledGaussian.Divergence(1, 2.71828, 3.14159).Should().BeApproximately(3.14159 / (2 * 2.71828 * 2.71828), 1e-12);
        SampledGaussian.Divergence(0, 1, 2).Should().Be(0);
    }

    /// <summary>As the tests of dp_accounting have it: a divergence of 1.1 at every order up to 32.</summary>
    [Fact]
    public void A_divergence_becomes_an_epsilon_as_in_other_accountants() =>
        Enumerable.Range(2, 31).Min(order => RenyiAccountant.Converted(1.1, order, 1e-5)).Should().BeApproximately(1.32783806176, 1e-10);

    /// <summary>The same: noise that is (1, 1e-6)-private by all orders is nearly so by those that are tried here.</summary>
    [Fact]
    public void The_orders_lie_close_enough() => RenyiAccountant.Epsilon(1, 4.530877117, 1, 1e-6).Should().BeInRange(1, 1.0005);

    /// <summary>Abadi et al. (2016), section 3.2: their moments accountant says 1.26; the conversion since found says less.</summary>
    [Fact]
    public void The_example_of_the_paper_spends_no_more_than_it_says() => RenyiAccountant.Epsilon(0.01, 4, 10_000, 1e-5).Should().BeInRange(0.95, 1.26);

    [Fact]
    public void More_noise_spends_less_and_more_steps_spend_more() =>
        Gen.Select(Gen.Double[0.001, 1], Gen.Double[0.4, 5], Gen.Int[1, 5_000]).Sample((rate, noise, steps) =>
        {
            var spent = RenyiAccountant.Epsilon(rate, noise, steps, 1e-5);
            RenyiAccountant.Epsilon(rate, 1.2 * noise, steps, 1e-5).Should().BeLessThanOrEqualTo(spent);
            RenyiAccountant.Epsilon(rate, noise, 2L * steps, 1e-5).Should().BeGreaterThanOrEqualTo(spent);
        });

    [Theory]
    [InlineData(0.1, 240, 8)]
    [InlineData(0.01, 10_000, 1)]
    [InlineData(1, 24, 0.5)]
    public void The_noise_for_an_epsilon_spends_nearly_all_of_it_and_no_more(double rate, int steps, double epsilon)
    {
        var noise = RenyiAccountant.NoiseFor(rate, steps, epsilon, 1e-5)!.Value;

        RenyiAccountant.Epsilon(rate, noise, steps, 1e-5).Should().BeInRange(0.999 * epsilon, epsilon);
    }

    [Fact]
    public void An_epsilon_out_of_reach_has_no_noise() => RenyiAccountant.NoiseFor(1, 1_000_000_000, 0.01, 1e-5).Should().BeNull();

    [Fact]
    public void Nothing_is_spent_before_the_first_step() => RenyiAccountant.Epsilon(0.1, 1, 0, 1e-5).Should().Be(0);
}
