using CsCheck;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Learning.Runtime;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class WindowMomentsTests
{
    private const int Dimension = 6;

    public WindowMomentsTests() => LibTorch.EnsureLoaded();

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
    public void Sums_are_exact_for_the_most_rows_at_once_and_the_largest_values()
    {
        var values = new sbyte[WindowMoments.MaxExactRows * Dimension];
        Array.Fill(values, (sbyte)-127);
        values[0] = 126;

        var moments = Of(values);

        moments.Count.Should().Be(1024);
        moments.Sums.Should().Equal((-127 * 1023) + 126, -127 * 1024, -127 * 1024, -127 * 1024, -127 * 1024, -127 * 1024);
        moments.Products[..2].Should().Equal((127 * 127 * 1023) + (126 * 126), (127 * 127 * 1023) - (126 * 127));
    }

    [Fact]
    public void More_rows_at_once_are_refused()
    {
        var add = () => Of(new sbyte[(WindowMoments.MaxExactRows + 1) * Dimension]);

        add.Should().Throw<ArgumentException>().WithMessage("1025 rows at once would not be exact*");
    }

    internal static WindowMoments Of(sbyte[] values, int dimension = Dimension)
    {
        var moments = new WindowMoments(dimension);
        using var rows = tensor(Array.ConvertAll(values, value => (float)value), values.Length / dimension, dimension);
        moments.Add(rows);
        return moments;
    }

    private static bool AreSame(WindowMoments a, WindowMoments b) =>
        a.Count == b.Count && a.Sums.AsSpan().SequenceEqual(b.Sums) && a.Products.AsSpan().SequenceEqual(b.Products);
}
