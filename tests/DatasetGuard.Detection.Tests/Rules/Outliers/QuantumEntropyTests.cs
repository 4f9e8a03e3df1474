using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Learning.Runtime;
using TorchSharp;

namespace DatasetGuard.Detection.Tests.Rules.Outliers;

public sealed class QuantumEntropyTests
{
    public QuantumEntropyTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    public void Is_the_formula_with_the_matrix_exponential(int dimension)
    {
        var rows = Clouds.WithGroup(200, group: 15, dimension, shift: 3, axes: 1, seed: 1).SelectMany(row => row).Select(value => 1.1 * value).ToArray();

        var scores = QuantumEntropy.Scores(rows, dimension);

        var expected = Direct(rows, dimension);
        scores.Zip(expected, (a, b) => Math.Abs(a - b) / (1 + b)).Max().Should().BeLessThan(1e-9);
    }

    [Fact]
    public void Where_no_direction_is_wider_it_is_the_mean_square_of_the_coordinates()
    {
        // Along each axis as far as along the others: their second moment is the unit matrix.
        double[] rows = [2, 0, 0, 0, 0, -2, 0, 0, 0, 0, 2, 0, 0, 0, 0, -2];

        QuantumEntropy.Scores(rows, 4).Should().AllSatisfy(score => score.Should().BeApproximately(1, 1e-9));
    }

    [Fact]
    public void A_group_that_widens_the_class_one_way_scores_highest()
    {
        var rows = Clouds.WithGroup(300, group: 15, dimension: 8, shift: 5, axes: 2, seed: 2).SelectMany(row => row).Select(value => (double)value).ToArray();

        var scores = QuantumEntropy.Scores(rows, 8);

        Enumerable.Range(0, 300).OrderByDescending(i => scores[i]).Take(15).Count(i => i < 15).Should().BeGreaterThanOrEqualTo(14);
    }

    [Fact]
    public void Images_that_are_all_alike_score_nothing() => QuantumEntropy.Scores(new double[40], 4).Should().OnlyContain(score => score == 0);

    private static double[] Direct(double[] rows, int dimension)
    {
        using var scope = torch.NewDisposeScope();
        var count = rows.Length / dimension;
        var h = torch.tensor(rows, count, dimension);
        var second = h.t().mm(h).data<double>().ToArray().Select(value => value / count).ToArray();
        var largest = torch.linalg.eigvalsh(torch.tensor(second, dimension, dimension)).data<double>().ToArray().Max();
        for (var i = 0; i < second.Length; i++)
            second[i] = 4 * (second[i] - (i % (dimension + 1) == 0 ? 1 : 0)) / (largest - 1);

        var q = torch.matrix_exp(torch.tensor(second, dimension, dimension)).data<double>().ToArray();
        var trace = Enumerable.Range(0, dimension).Sum(i => q[i * (dimension + 1)]);
        return [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, dimension * dimension)
            .Sum(k => rows[(i * dimension) + (k / dimension)] * q[k] * rows[(i * dimension) + (k % dimension)]) / trace)];
    }
}
