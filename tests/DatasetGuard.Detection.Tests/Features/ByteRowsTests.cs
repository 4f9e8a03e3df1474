using CsCheck;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class ByteRowsTests
{
    /// <summary>Longer than any vector register, with and without a rest.</summary>
    private static readonly Gen<int> Lengths = Gen.Int[1, 150];

    private static readonly Gen<sbyte> Stored = Gen.Int[-127, 127].Select(value => (sbyte)value);

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

    [Fact]
    public void Adds_rows_times_their_coefficients() =>
        Gen.Select(Lengths, Gen.Int[1, 9], Gen.Int[1, 3]).SelectMany((length, rows, filters) => Gen.Select(
            Stored.Array[length * rows],
            Gen.Float[-3, 3].Array[rows + 2].Array[filters],
            Gen.Float[-100, 100].Array[length].Array[filters])).Sample((values, coefficients, before) =>
        {
            var sums = Array.ConvertAll(before, row => row.ToArray());
            var length = before[0].Length;

            ByteRows.AddWeighted(values, 2, coefficients, sums);

            return sums.Select((sum, k) => Enumerable.Range(0, length).All(i =>
                Math.Abs(sum[i] - before[k][i] - Enumerable.Range(0, values.Length / length).Sum(row => coefficients[k][2 + row] * values[(row * length) + i])) < 0.01)).All(same => same);
        });
}
