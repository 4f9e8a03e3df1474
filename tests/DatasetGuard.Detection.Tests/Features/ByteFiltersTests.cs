using CsCheck;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class ByteFiltersTests
{
    /// <summary>Longer than any vector register, with and without a rest.</summary>
    private static readonly Gen<int> Lengths = Gen.Int[1, 150];

    private static readonly Gen<sbyte> Stored = Gen.Int[-127, 127].Select(value => (sbyte)value);

    [Fact]
    public void Products_are_those_of_real_numbers_within_the_rounding_of_the_weights() =>
        Gen.Select(Lengths, Gen.Int[1, 11], Gen.Int[1, 6]).SelectMany((length, rows, filters) => Gen.Select(
            Stored.Array[length * rows],
            Gen.Double[-3, 3].Array[length].Array[filters],
            Gen.Double[-10, 10].Array[filters]))
        .Sample((values, weights, offsets) =>
        {
            var rows = values.Length / weights[0].Length;
            var scores = Array.ConvertAll(weights, _ => new float[rows + 3]);

            new ByteFilters([.. weights.Zip(offsets)]).Score(values, 3, scores);

            return weights.Select((filter, k) => (Filter: filter, Offset: offsets[k], Scores: scores[k])).All(item =>
                item.Scores[..3].All(score => score == 0) && Enumerable.Range(0, rows).All(row =>
                {
                    var expected = item.Offset + item.Filter.Select((weight, i) => weight * values[(row * item.Filter.Length) + i]).Sum();
                    var unit = item.Filter.Max(Math.Abs) / short.MaxValue;
                    return Math.Abs(item.Scores[3 + row] - expected) <= (unit * 0.5 * 127 * item.Filter.Length) + 0.001;
                }));
        });

    [Theory]
    [InlineData(127, 1, 1)]
    [InlineData(-127, 1, 1)]
    [InlineData(127, -1, 2)]
    public void The_largest_values_of_a_whole_image_cannot_overflow_a_product(int value, int weight, int filters)
    {
        var row = new sbyte[64 * 96];
        Array.Fill(row, (sbyte)value);
        var weights = new double[row.Length];
        Array.Fill(weights, weight);
        var scores = new float[filters][];
        Array.Fill(scores, new float[1]);

        new ByteFilters([.. Enumerable.Repeat((weights, 0.0), filters)]).Score(row, 0, scores);

        scores[0][0].Should().Be(value * weight * row.Length);
    }

    [Fact]
    public void A_filter_of_zeros_leaves_the_offset()
    {
        var scores = new float[1];

        new ByteFilters([([0, 0], 2)]).Score([5, -5], 0, [scores]);

        scores.Should().Equal(2);
    }
}
