using CsCheck;
using DatasetGuard.Detection.Features;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class WaveBasisTests
{
    public WaveBasisTests() => LibTorch.EnsureLoaded();

    private static readonly Gen<(int Width, int Height, sbyte[] Map)> Maps =
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40]).SelectMany((width, height) =>
            Gen.Int[-127, 127].Select(value => (sbyte)value).Array[width * height].Select(map => (width, height, map)));

    [Fact]
    public void Coefficients_are_those_of_the_fourier_transform_within_the_rounding_of_the_tables() => Maps.Sample(
        item =>
        {
            var (width, height, map) = item;
            using var basis = new WaveBasis(width, height);
            var (real, imaginary) = Transform(basis, map, 1);

            return Enumerable.Range(0, basis.Bins.Count).All(bin =>
            {
                var (re, im) = Naive(item, basis.Bins[bin]);
                return Math.Abs(real[bin] - re) <= Tolerance(item) && Math.Abs(imaginary[bin] - im) <= Tolerance(item);
            });
        },
        iter: 30);

    [Fact]
    public void Filters_give_the_coefficients_of_the_transform() => Maps.Sample(
        item =>
        {
            using var basis = new WaveBasis(item.Width, item.Height);
            var (real, imaginary) = Transform(basis, item.Map, 1);

            return Enumerable.Range(0, basis.Bins.Count).All(bin =>
            {
                var filters = basis.Filters(bin);
                return Math.Abs(real[bin] - Sum(filters.Real, item.Map)) <= Tolerance(item)
                    && Math.Abs(imaginary[bin] - Sum(filters.Imaginary, item.Map)) <= Tolerance(item);
            });
        },
        iter: 30);

    [Fact]
    public void Coefficients_are_whole_numbers_and_the_same_in_any_company() => Maps.Sample(
        item =>
        {
            var (width, height, map) = item;
            using var basis = new WaveBasis(width, height);
            var alone = Transform(basis, map, 1);
            var second = Transform(basis, [.. map.Reverse(), .. map], 2);

            var bins = basis.Bins.Count;
            return second.Real.AsSpan(bins).SequenceEqual(alone.Real)
                && second.Imaginary.AsSpan(bins).SequenceEqual(alone.Imaginary)
                && alone.Real.Concat(alone.Imaginary).All(float.IsInteger);
        },
        iter: 30);

    [Theory]
    [InlineData(6, 0)]
    [InlineData(0, 9)]
    [InlineData(13, 5)]
    [InlineData(7, -11)]
    public void A_wave_is_strongest_at_its_own_frequency(int fx, int fy)
    {
        using var basis = new WaveBasis(32, 32);
        var map = Enumerable.Range(0, 32 * 32).Select(i => (sbyte)Math.Round(100 * Math.Cos(Math.PI * ((fx * (i % 32)) + (fy * (i / 32))) / 32))).ToArray();

        var (real, imaginary) = Transform(basis, map, 1);

        var strongest = Enumerable.Range(0, basis.Bins.Count).MaxBy(bin => (real[bin] * real[bin]) + (imaginary[bin] * imaginary[bin]));
        basis.Bins[strongest].Should().Be((fx, fy));
    }

    [Fact]
    public void Bins_hold_one_of_each_pair_of_opposite_frequencies_from_two_cycles_on()
    {
        var bins = WaveBasis.BinsOf(16, 12);

        bins.Should().OnlyHaveUniqueItems();
        bins.Should().OnlyContain(bin => (bin.FX * bin.FX) + (bin.FY * bin.FY) >= 16 && bin.FX >= 0 && bin.FX <= 16 && bin.FY > -12 && bin.FY <= 12);
        bins.Should().NotContain(bin => bin.FX == 0 && bin.FY < 0);
        bins.Should().Contain([(0, 4), (4, 0), (16, 12), (3, -11)]);
    }

    private static (float[] Real, float[] Imaginary) Transform(WaveBasis basis, sbyte[] maps, int count)
    {
        var (real, imaginary) = (new float[count * basis.Bins.Count], new float[count * basis.Bins.Count]);
        basis.Transform(maps, count, real, imaginary);
        return (real, imaginary);
    }

    private static double Sum(double[] weights, sbyte[] map) => weights.Zip(map, (weight, value) => weight * value).Sum();

    private static double Unit(int width, int height) => 127 * 127 / (Math.Max(width, height) <= 32 ? 64.0 : 128.0);

    /// <summary>Two tables rounded to half of 1/127 and the sums along rows to one half.</summary>
    private static double Tolerance((int Width, int Height, sbyte[] Map) item) =>
        (2 * Unit(item.Width, item.Height) / 127 * item.Map.Sum(value => Math.Abs((int)value))) + (127 * item.Height) + 1;

    private static (double Real, double Imaginary) Naive((int Width, int Height, sbyte[] Map) item, (int FX, int FY) bin)
    {
        var (re, im) = (0.0, 0.0);
        for (var i = 0; i < item.Map.Length; i++)
        {
            var angle = Math.PI * (((double)bin.FX * (i % item.Width) / item.Width) + ((double)bin.FY * (i / item.Width) / item.Height));
            re += item.Map[i] * Math.Cos(angle);
            im -= item.Map[i] * Math.Sin(angle);
        }

        return (re * Unit(item.Width, item.Height), im * Unit(item.Width, item.Height));
    }
}
