using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class WhiteningTests
{
    private const int Dimension = 5;
    private const int Rows = 600;

    public WhiteningTests() => LibTorch.EnsureLoaded();

    [Fact]
    public void The_reference_has_mean_0_and_unit_covariance()
    {
        var rows = CorrelatedRows();
        var whitening = Whitening.Of(WindowMomentsTests.Of(rows, Dimension));

        var whitened = Enumerable.Range(0, Rows).Select(i => whitening.Whiten(Units(rows, i))).ToArray();

        for (var i = 0; i < Dimension; i++)
        {
            whitened.Average(z => z[i]).Should().BeApproximately(0, 1e-9);
            for (var j = 0; j < Dimension; j++)
                whitened.Average(z => z[i] * z[j]).Should().BeApproximately(i == j ? 1 : 0, 0.03, "of the ridge of 0.02 beside variances from 1 on");
        }
    }

    [Fact]
    public void A_filter_projects_stored_rows_on_a_direction_of_the_whitened_space()
    {
        var rows = CorrelatedRows();
        var whitening = Whitening.Of(WindowMomentsTests.Of(rows, Dimension));
        double[] direction = [0.5, -0.1, 0.7, 0.2, -0.4];
        var (weights, offset) = whitening.FilterOf(direction);
        var scores = new float[Rows];

        new ByteFilters([(weights, offset)]).Score(rows, 0, [scores]);

        for (var i = 0; i < Rows; i++)
            ((double)scores[i]).Should().BeApproximately(whitening.Whiten(Units(rows, i)).Zip(direction, (z, v) => z * v).Sum(), 0.01);
    }

    [Fact]
    public void A_reference_that_never_varies_can_be_whitened()
    {
        var whitening = Whitening.Of(WindowMomentsTests.Of([.. Enumerable.Repeat((sbyte)24, Rows * Dimension)], Dimension));

        whitening.Whiten([2, 2, 2, 2, 3]).Should().Equal([0, 0, 0, 0, 1 / Math.Sqrt(0.02)], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Stored_rows_have_the_energy_of_their_whitened_vectors()
    {
        var rows = CorrelatedRows();
        var whitening = Whitening.Of(WindowMomentsTests.Of(rows, Dimension));
        int[] members = [3, 7, 599];

        var energy = whitening.Energy(rows, Dimension, 0, members);

        energy.Should().BeApproximately(members.Sum(i => whitening.Whiten(Units(rows, i)).Sum(value => value * value)), 1e-3);
    }

    private static double[] Units(sbyte[] rows, int row) =>
        Array.ConvertAll(rows.AsSpan(row * Dimension, Dimension).ToArray(), value => (double)value / WindowExtractor.WindowScale);

    private static sbyte[] CorrelatedRows()
    {
        var random = SplitMix64.For(1, "rows");
        var rows = new sbyte[Rows * Dimension];
        for (var i = 0; i < Rows; i++)
        {
            var common = 60 * (random.NextDouble() - 0.5);
            for (var j = 0; j < Dimension; j++)
                rows[(i * Dimension) + j] = (sbyte)((5 * j) + (common * (j + 1) / Dimension) + (60 * (random.NextDouble() - 0.5)));
        }

        return rows;
    }
}
