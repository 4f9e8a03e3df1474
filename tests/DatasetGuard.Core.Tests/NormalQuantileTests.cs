namespace DatasetGuard.Core.Tests;

public sealed class NormalQuantileTests
{
    [Theory]
    [InlineData(0.6, 0.2533471031357997)]
    [InlineData(0.9, 1.2815515655446004)]
    [InlineData(0.975, 1.9599639845400545)]
    [InlineData(0.98, 2.0537489106318225)]
    [InlineData(0.99, 2.3263478740408408)]
    [InlineData(0.999, 3.090232306167813)]
    [InlineData(0.999999, 4.753424308822899)]
    public void Is_right_to_a_billionth_and_symmetric(double probability, double quantile)
    {
        NormalQuantile.Of(probability).Should().BeApproximately(quantile, 1.2e-9 * quantile);
        NormalQuantile.Of(1 - probability).Should().BeApproximately(-quantile, 1.2e-9 * quantile);
    }

    [Fact]
    public void The_median_is_zero() => NormalQuantile.Of(0.5).Should().Be(0);

    [Fact]
    public void Grows_with_the_probability() => Enumerable.Range(1, 9999).Select(i => NormalQuantile.Of(i / 10_000.0)).Should().BeInAscendingOrder();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Nothing_else_has_a_quantile(double probability)
    {
        var quantile = () => NormalQuantile.Of(probability);

        quantile.Should().Throw<ArgumentOutOfRangeException>();
    }
}
