using DatasetGuard.Detection.Rules.Outliers;

namespace DatasetGuard.Detection.Tests.Rules.Outliers;

public sealed class RobustWhiteningTests
{
    private const int Dimension = 4;

    /// <summary>A quarter of the images is kept out of mean and covariance, so that the other three are white, to the digit.</summary>
    [Theory]
    [InlineData(20f)]
    [InlineData(2000f)]
    public void A_quarter_of_outliers_does_not_move_the_rest(float shift)
    {
        var rows = Clouds.WithGroup(400, group: 100, Dimension, shift, axes: 2, seed: 1);

        var whitened = RobustWhitening.Of(Clouds.Space(rows), Dimension);

        for (var axis = 0; axis < Dimension; axis++)
        {
            for (var other = 0; other < Dimension; other++)
                Enumerable.Range(100, 300).Average(i => whitened[(i * Dimension) + axis] * whitened[(i * Dimension) + other]).Should().BeApproximately(axis == other ? 1 : 0, 1e-3);

            Enumerable.Range(100, 300).Average(i => whitened[(i * Dimension) + axis]).Should().BeApproximately(0, 1e-3);
        }

        var distances = RobustWhitening.Distances(whitened, Dimension);
        distances.Take(100).Min().Should().BeGreaterThan(distances.Skip(100).Max());
    }

    [Fact]
    public void Distances_are_squared_lengths() => RobustWhitening.Distances([3, 4, 0, 0, 1, -2], 2).Should().Equal(25, 0, 5);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Images_that_are_nearly_all_alike_are_finite(int others)
    {
        var rows = Clouds.WithGroup(40, others, Dimension, shift: 3, axes: 1, seed: 3).Select((row, i) => i < others ? row : [1, 2, 3, 4]);

        RobustWhitening.Of(Clouds.Space([.. rows]), Dimension).Should().OnlyContain(value => double.IsFinite(value));
    }
}
