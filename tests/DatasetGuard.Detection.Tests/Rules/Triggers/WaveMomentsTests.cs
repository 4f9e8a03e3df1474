using CsCheck;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class WaveMomentsTests
{
    private const int Bins = 11;

    /// <summary>What a coefficient can be at most: whole numbers that single precision holds.</summary>
    private const int Largest = 1 << 24;

    private static readonly Gen<(float[][] Images, int[] Order, int Cut)> Shards =
        Gen.Int[-Largest, Largest].Select(value => (float)value).Array[2 * Bins].Array[1, 40]
            .SelectMany(images => Gen.Select(Gen.Shuffle(Enumerable.Range(0, images.Length).ToArray()), Gen.Int[0, images.Length], (order, cut) => (images, order, cut)));

    [Fact]
    public void Parts_in_any_order_add_up_to_the_whole_bit_by_bit() => Shards.Sample(shards =>
    {
        var (images, order, cut) = shards;
        var sum = Of(order[cut..].Select(i => images[i]));
        sum.Add(Of(order[..cut].Select(i => images[i])));

        return AreSame(sum, Of(images));
    });

    [Fact]
    public void Taking_a_part_out_undoes_adding_it() => Shards.Sample(shards =>
    {
        var part = Of(shards.Images[..shards.Cut]);

        return AreSame(Of(shards.Images).Without(part), Of(shards.Images[shards.Cut..]));
    });

    [Fact]
    public void Sums_are_those_of_the_parts_and_their_products()
    {
        var moments = Of([[.. Enumerable.Repeat(3f, Bins), .. Enumerable.Repeat(-5f, Bins)], [.. Enumerable.Repeat(10f, Bins), .. Enumerable.Repeat(1f, Bins)]]);

        moments.Count.Should().Be(2);
        moments.Real.Should().OnlyContain(sum => sum == 13);
        moments.Imaginary.Should().OnlyContain(sum => sum == -4);
        moments.RealReal.Should().OnlyContain(sum => sum == 109);
        moments.ImaginaryImaginary.Should().OnlyContain(sum => sum == 26);
        moments.RealImaginary.Should().OnlyContain(sum => sum == -5);
    }

    [Fact]
    public void Sums_are_exact_beyond_what_double_precision_holds()
    {
        float[] image = [.. Enumerable.Repeat(Largest - 1f, 2 * Bins)];
        var moments = Of(Enumerable.Repeat(image, 1001));

        moments.RealReal.Should().OnlyContain(sum => sum == 1001L * (Largest - 1) * (Largest - 1));
    }

    [Fact]
    public void Sums_that_do_not_fit_are_refused()
    {
        var moments = Of([[.. Enumerable.Repeat((float)Largest, 2 * Bins)]]);

        var add = () =>
        {
            for (var i = 0; i < 20; i++)
                moments.Add(moments);
        };

        add.Should().Throw<OverflowException>();
        moments.Count.Should().Be(1 << 15);
    }

    private static WaveMoments Of(IEnumerable<float[]> images)
    {
        var moments = new WaveMoments(Bins);
        foreach (var image in images)
            moments.Add(image.AsSpan(0, Bins), image.AsSpan(Bins));

        return moments;
    }

    private static bool AreSame(WaveMoments a, WaveMoments b) =>
        a.Count == b.Count
        && a.Real.AsSpan().SequenceEqual(b.Real)
        && a.Imaginary.AsSpan().SequenceEqual(b.Imaginary)
        && a.RealReal.AsSpan().SequenceEqual(b.RealReal)
        && a.ImaginaryImaginary.AsSpan().SequenceEqual(b.ImaginaryImaginary)
        && a.RealImaginary.AsSpan().SequenceEqual(b.RealImaginary);
}
