using DatasetGuard.Learning.Training.Privacy;

namespace DatasetGuard.Learning.Tests.Training.Privacy;

public sealed class DiscreteGaussianTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, SecretStream.KeyLength).Select(i => (byte)i)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_number_is_as_likely_as_the_formula_says(int deviationBits)
    {
        const int Draws = 200_000;
        var counts = Draw(deviationBits, Draws).CountBy(value => value).ToDictionary();
        double Weight(long x) => Math.Exp(-(x * x) / (2.0 * (1L << (2 * deviationBits))));
        var reach = 6L << deviationBits;
        var total = Enumerable.Range((int)-reach, (int)(2 * reach) + 1).Sum(x => Weight(x));

        for (var x = -reach; x <= reach; x++)
        {
            var expected = Draws * Weight(x) / total;
            ((double)counts.GetValueOrDefault(x)).Should().BeApproximately(expected, (4.5 * Math.Sqrt(expected)) + 3, $"of {x}");
        }
    }

    [Fact]
    public void With_the_deviation_of_a_run_they_are_normal()
    {
        double[] numbers = [.. Draw(GradientUnits.DeviationBits, 200_000).Select(value => value / (double)(1L << GradientUnits.DeviationBits))];

        numbers.Average().Should().BeApproximately(0, 0.01);
        numbers.Average(value => value * value).Should().BeApproximately(1, 0.02);
        numbers.Average(value => Math.Pow(value, 4)).Should().BeApproximately(3, 0.1);
        numbers.Zip(numbers.Skip(1), (one, next) => one * next).Average().Should().BeApproximately(0, 0.01);
        numbers.Count(value => Math.Abs(value) > 1.959964).Should().BeInRange(9_600, 10_400);
    }

    [Fact]
    public void The_last_bit_is_as_often_set_as_not()
    {
        Draw(GradientUnits.DeviationBits, 100_000).Count(value => (value & 1) == 1).Should().BeInRange(49_300, 50_700);
    }

    [Fact]
    public void The_accountant_counts_the_moments_of_whole_numbers()
    {
        // A_alpha of the theorem that the accountant uses, summed over the whole numbers in place of the line: sigma = 16 units, of which an image adds 8.
        const double Rate = 0.1;
        const double Deviation = 16;
        const double Most = 8;
        foreach (var order in (double[])[1.5, 2, 7, 31.5])
        {
            var (moment, total) = (0.0, 0.0);
            for (var x = -600; x <= 600; x++)
            {
                var weight = Math.Exp(-(x * x) / (2 * Deviation * Deviation));
                total += weight;
                moment += weight * Math.Pow(1 - Rate + (Rate * Math.Exp(((2 * x * Most) - (Most * Most)) / (2 * Deviation * Deviation))), order);
            }

            (Math.Log(moment / total) / (order - 1)).Should().BeApproximately(SampledGaussian.Divergence(Rate, Deviation / Most, order), 1e-9);
        }
    }

    private static long[] Draw(int deviationBits, int count)
    {
        using var stream = new SecretStream(Key);
        var gaussian = new DiscreteGaussian(new SecretWords(stream, SecretStream.Purpose.Noise, 1), deviationBits);
        return [.. Enumerable.Range(0, count).Select(_ => gaussian.Next())];
    }
}
