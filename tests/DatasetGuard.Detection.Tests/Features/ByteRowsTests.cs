using CsCheck;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class ByteRowsTests
{
    /// <summary>Longer than any vector register, with and without a rest.</summary>
    private static readonly Gen<int> Lengths = Gen.Int[1, 150];

    private static readonly Gen<sbyte> Stored = Gen.Int[-127, 127].Select(value => (sbyte)value);

    [Fact]
    public void Products_with_a_filter_are_those_of_real_numbers_within_its_rounding() =>
        Gen.Select(Lengths, Gen.Int[1, 5]).SelectMany((length, rows) => Gen.Select(
            Stored.Array[length * rows],
            Gen.Double[-3, 3].Array[length],
            Gen.Double[-10, 10],
            Gen.Float[-5, 5].Array[rows]))
        .Sample((values, filter, offset, before) =>
        {
            var scores = before.ToArray();

            ByteRows.AddProducts(values, filter, offset, scores);

            var unit = filter.Max(Math.Abs) / short.MaxValue;
            return Enumerable.Range(0, before.Length).All(row =>
            {
                var expected = before[row] + offset + filter.Select((weight, i) => weight * values[(row * filter.Length) + i]).Sum();
                return Math.Abs(scores[row] - expected) <= (unit * 0.5 * 127 * filter.Length) + 0.001;
            });
        });

    [Theory]
    [InlineData(127, 1)]
    [InlineData(-127, 1)]
    [InlineData(127, -1)]
    public void The_largest_wave_map_cannot_overflow_a_product(int value, int weight)
    {
        var row = new sbyte[64 * 64];
        Array.Fill(row, (sbyte)value);
        var filter = new double[row.Length];
        Array.Fill(filter, weight);
        var scores = new float[1];

        ByteRows.AddProducts(row, filter, 0, scores);

        scores[0].Should().Be(value * weight * row.Length);
    }

    [Fact]
    public void A_filter_of_zeros_leaves_the_offset()
    {
        var scores = new float[] { 1 };

        ByteRows.AddProducts([5, -5], [0, 0], 2, scores);

        scores.Should().Equal(3);
    }

    [Fact]
    public void Widens_every_value_times_the_factor() =>
        Gen.Select(Lengths.SelectMany(length => Stored.Array[length]), Gen.Float[-2, 2]).Sample((values, factor) =>
        {
            var widened = new float[values.Length];

            ByteRows.ToSingle(values, factor, widened);

            return Enumerable.Range(0, values.Length).All(i => widened[i] == values[i] * factor);
        });

    [Fact]
    public void Centres_every_row_on_the_mean() =>
        Gen.Select(Lengths, Gen.Int[1, 4]).SelectMany((length, rows) => Gen.Select(Stored.Array[length * rows], Gen.Float[-9, 9].Array[length])).Sample((values, mean) =>
        {
            var centred = new float[values.Length];

            ByteRows.ToCentred(values, 1f / 12, mean, centred);

            return Enumerable.Range(0, values.Length).All(i => centred[i] == (values[i] * (1f / 12)) - mean[i % mean.Length]);
        });

    [Fact]
    public void Adds_every_value_to_its_sum() =>
        Lengths.SelectMany(length => Gen.Select(Gen.SByte.Array[length], Gen.Int[-100_000, 100_000].Array[length])).Sample((row, before) =>
        {
            var sums = before.ToArray();

            ByteRows.AddTo(row, sums);

            return Enumerable.Range(0, row.Length).All(i => sums[i] == before[i] + row[i]);
        });
}
