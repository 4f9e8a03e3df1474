using DatasetGuard.Learning.Auditing;

namespace DatasetGuard.Learning.Tests.Auditing;

public sealed class SideDifferencesTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3 }, new[] { 3, 1, 2 }, 0)]
    [InlineData(new[] { 1, 1 }, new[] { 2, 2 }, 1)]
    [InlineData(new[] { 1, 2 }, new[] { 2, 2 }, 0.5)]
    public void The_largest_difference_of_two_distributions(int[] first, int[] second, double expected) => SideDifferences.Kolmogorov(first, second).Should().Be(expected);

    [Theory]
    [InlineData(new[] { 1, 2 }, new[] { 2, 1 }, 0)]
    [InlineData(new[] { 1 }, new[] { 2 }, 1)]
    [InlineData(new[] { 1, 1, 2, 2 }, new[] { 1, 1, 1, 2 }, 0.25)]
    [InlineData(new int[0], new[] { 2 }, 0)]
    public void Half_the_sum_of_the_differences_of_shares(int[] first, int[] second, double expected) => SideDifferences.Variation(first, second, value => value).Should().Be(expected);
}
