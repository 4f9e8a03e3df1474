using CsCheck;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class WindowMomentsTests
{
    private const int Dimension = 6;

    /// <summary>Up to eight parts of a dataset, and the order in which they are added.</summary>
    private static readonly Gen<(sbyte[][] Parts, int[] Order)> Shards =
        Gen.Int[0, 60].SelectMany(rows => Gen.Int[-127, 127].Select(value => (sbyte)value).Array[rows * Dimension]).Array[1, 8]
            .SelectMany(parts => Gen.Shuffle(Enumerable.Range(0, parts.Length).ToArray()).Select(order => (parts, order)));

    [Fact]
    public void Parts_in_any_order_add_up_to_the_whole_bit_by_bit() => Shards.Sample(shards =>
    {
        var whole = Of([.. shards.Parts.SelectMany(part => part)]);
        var sum = new WindowMoments(Dimension);

        foreach (var i in shards.Order)
            sum.Add(Of(shards.Parts[i]));

        return AreSame(sum, whole);
    });

    [Fact]
    public void Taking_a_part_out_undoes_adding_it() => Shards.Sample(shards =>
    {
        var part = Of(shards.Parts[0]);
        var rest = Of([.. shards.Parts.Skip(1).SelectMany(values => values)]);
        var sum = new WindowMoments(Dimension);
        sum.Add(part);
        sum.Add(rest);

        return AreSame(sum.Without(part), rest);
    });

    [Fact]
    public void Sums_are_those_of_the_products_of_all_pairs_of_values() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 300]).SelectMany((dimension, rows) => Gen.Int[-127, 127].Select(value => (sbyte)value).Array[rows * dimension].Select(values => (dimension, values)))
        .Sample(item =>
        {
            var (d, values) = item;
            var moments = Of(values, d);

            var rows = values.Chunk(d).ToArray();
            return moments.Count == rows.Length
                && moments.Sums.SequenceEqual(Enumerable.Range(0, d).Select(i => rows.Sum(row => (long)row[i])))
                && moments.Products.SequenceEqual(Enumerable.Range(0, d * d).Select(at => rows.Sum(row => (long)row[at / d] * row[at % d])));
        });

    [Fact]
    public void Many_rows_of_the_largest_values_do_not_overflow()
    {
        const int Rows = 140_000;
        var values = new sbyte[Rows * Dimension];
        Array.Fill(values, (sbyte)-127);
        values[0] = 126;

        var moments = Of(values);

        moments.Count.Should().Be(Rows);
        moments.Sums.Should().Equal((-127 * (Rows - 1)) + 126, -127 * Rows, -127 * Rows, -127 * Rows, -127 * Rows, -127 * Rows);
        moments.Products[..2].Should().Equal((127L * 127 * (Rows - 1)) + (126 * 126), (127L * 127 * (Rows - 1)) - (126 * 127));
    }

    internal static WindowMoments Of(sbyte[] values, int dimension = Dimension)
    {
        var moments = new WindowMoments(dimension);
        moments.Add(values);
        return moments;
    }

    private static bool AreSame(WindowMoments a, WindowMoments b) =>
        a.Count == b.Count && a.Sums.AsSpan().SequenceEqual(b.Sums) && a.Products.AsSpan().SequenceEqual(b.Products);
}
