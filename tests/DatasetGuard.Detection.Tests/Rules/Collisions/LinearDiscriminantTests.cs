using CsCheck;
using DatasetGuard.Detection.Rules.Collisions;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Rules.Collisions;

public sealed class LinearDiscriminantTests
{
    private const int Dimension = 5;

    public LinearDiscriminantTests() => LibTorch.EnsureLoaded();

    [Fact]
    public void The_rival_is_the_best_other_class_by_the_formula() => Gen.Int[1, 10_000].Sample(seed =>
    {
        var (features, labels, counts) = Draw(seed);
        var fitted = LinearDiscriminant.Fit(features, labels, counts, 2, default);
        var (means, covariance) = Plain(features, labels, counts, fitted.Shrinkage);
        for (var row = 0; row < features.Rows; row++)
        {
            var scores = means.Select((mean, c) =>
            {
                var filter = Solve(covariance, mean);
                return Dot(filter, ToArray(features, row)) - (Dot(filter, mean) / 2) + Math.Log((double)counts[c] / features.Rows);
            }).ToArray();
            var expected = Enumerable.Range(0, counts.Length).Where(c => c != labels[row]).MaxBy(c => scores[c]);
            fitted.RivalOf(features.Row(row), labels[row]).Should().Be(expected);
        }
    }, iter: 5, threads: 1);

    [Fact]
    public void The_direction_of_the_margin_is_that_of_means_and_a_covariance_without_the_sample() => Gen.Int[1, 10_000].Sample(seed =>
    {
        var (features, labels, counts) = Draw(seed);
        var fitted = LinearDiscriminant.Fit(features, labels, counts, 2, default);
        var (means, covariance) = Plain(features, labels, counts, fitted.Shrinkage);
        foreach (var row in (int[])[0, 7, 31])
        {
            var (own, x) = (labels[row], ToArray(features, row));
            var u = x.Zip(means[own], (a, b) => a - b).ToArray();
            var without = Matrix((i, j) => covariance[i][j] - ((1 - fitted.Shrinkage) * counts[own] / ((counts[own] - 1.0) * features.Rows) * u[i] * u[j]));
            var rival = (own + 1) % counts.Length;
            var difference = Enumerable.Range(0, Dimension).Select(i => (((means[own][i] * counts[own]) - x[i]) / (counts[own] - 1)) - means[rival][i]).ToArray();

            fitted.MarginDirection(features.Row(row), own, rival).Zip(Solve(without, difference)).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-3 * (1 + Math.Abs(pair.Second)));
        }
    }, iter: 5, threads: 1);

    [Fact]
    public void With_fewer_images_than_features_the_covariance_is_shrunk_more()
    {
        var random = SplitMix64.For(1, "few");
        var (few, many) = (Noise(random, 30, 60), Noise(random, 3000, 60));

        Shrinkage(few).Should().BeGreaterThan(0.5);
        Shrinkage(many).Should().BeGreaterThanOrEqualTo(0.05);

        static double Shrinkage(FeatureMatrix features) =>
            LinearDiscriminant.Fit(features, [.. Enumerable.Range(0, features.Rows).Select(row => row % 2)], [features.Rows / 2, features.Rows / 2], 1, default).Shrinkage;
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var features = Noise(SplitMix64.For(2, "threads"), 300, 150);
        int[] labels = [.. Enumerable.Range(0, 300).Select(row => row % 3)];

        var (one, four) = (Fit(1), Fit(4));

        four.MarginDirection(features.Row(5), 2, 0).Should().Equal(one.MarginDirection(features.Row(5), 2, 0));

        LinearDiscriminant Fit(int jobs) => LinearDiscriminant.Fit(features, labels, [100, 100, 100], jobs, default);
    }

    private static (FeatureMatrix Features, int[] Labels, int[] Counts) Draw(int seed)
    {
        var random = SplitMix64.For(seed, "discriminant");
        var features = Noise(random, 60, Dimension);
        int[] labels = [.. Enumerable.Range(0, 60).Select(row => row % 5 == 0 ? 2 : row % 2)];
        for (var row = 0; row < 60; row++)
            features.Row(row)[labels[row]] += 1;

        return (features, labels, [.. Enumerable.Range(0, 3).Select(c => labels.Count(label => label == c))]);
    }

    private static FeatureMatrix Noise(SplitMix64 random, int rows, int columns)
    {
        var features = new FeatureMatrix(rows, columns);
        foreach (ref var value in features.Slice(0, rows))
            value = (float)(random.NextDouble() + random.NextDouble() - 1);

        return features;
    }

    private static (double[][] Means, double[][] Covariance) Plain(FeatureMatrix features, int[] labels, int[] counts, double shrinkage)
    {
        var means = counts.Select((count, c) => Enumerable.Range(0, Dimension).Select(i => Enumerable.Range(0, features.Rows).Where(row => labels[row] == c).Sum(row => (double)features.Row(row)[i]) / count).ToArray()).ToArray();
        var within = Matrix((i, j) => Enumerable.Range(0, features.Rows).Sum(row => (features.Row(row)[i] - means[labels[row]][i]) * (features.Row(row)[j] - means[labels[row]][j])) / features.Rows);
        var mean = Enumerable.Range(0, Dimension).Sum(i => within[i][i]) / Dimension;
        return (means, Matrix((i, j) => ((1 - shrinkage) * within[i][j]) + (i == j ? shrinkage * mean : 0)));
    }

    private static double[][] Matrix(Func<int, int, double> value) =>
        [.. Enumerable.Range(0, Dimension).Select(i => Enumerable.Range(0, Dimension).Select(j => value(i, j)).ToArray())];

    /// <summary>Gauss and Jordan; the matrices here are positive definite.</summary>
    private static double[] Solve(double[][] matrix, double[] right)
    {
        var rows = matrix.Select((row, i) => row.Append(right[i]).ToArray()).ToArray();
        for (var i = 0; i < Dimension; i++)
        {
            for (var k = 0; k < Dimension; k++)
            {
                var factor = k == i ? 0 : rows[k][i] / rows[i][i];
                for (var j = 0; j <= Dimension; j++)
                    rows[k][j] -= factor * rows[i][j];
            }
        }

        return [.. rows.Select((row, i) => row[Dimension] / row[i])];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] ToArray(FeatureMatrix features, int row) => Array.ConvertAll(features.Row(row).ToArray(), value => (double)value);
}
