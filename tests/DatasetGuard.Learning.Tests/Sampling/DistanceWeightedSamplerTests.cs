using CsCheck;
using DatasetGuard.Learning.Sampling;

namespace DatasetGuard.Learning.Tests.Sampling;

public sealed class DistanceWeightedSamplerTests
{
    private static readonly Gen<(int Count, int Dimension, int Classes, int Seed)> Batches = Gen.Select(Gen.Int[0, 20], Gen.Int[1, 600], Gen.Int[1, 8], Gen.Int[0, 100_000]);

    [Fact]
    public void No_anchor_is_dropped_and_none_gets_its_own_label() =>
        Batches.Sample(batch =>
        {
            var (distances, labels) = Points(batch.Count, batch.Dimension, batch.Classes, batch.Seed);

            var triplets = new DistanceWeightedSampler(batch.Seed).Draw(distances, labels, batch.Dimension);

            for (var i = 0; i < labels.Length; i++)
            {
                var (others, rest) = (labels.Count(label => label == labels[i]) - 1, labels.Count(label => label != labels[i]));
                var own = triplets.Where(t => t.Anchor == i).ToArray();
                own.Should().HaveCount(Math.Max(others, rest > 0 ? 1 : 0));
                own.Should().OnlyContain(t => rest == 0 ? t.Negative == Triplet.None : labels[t.Negative] != labels[i]);
                own.Select(t => t.Positive).Should().OnlyHaveUniqueItems().And.OnlyContain(p => others == 0 ? p == Triplet.None : p != i && labels[p] == labels[i]);
            }
        });

    [Fact]
    public void The_chances_of_every_anchor_are_numbers_that_sum_to_one() =>
        Batches.Sample(batch =>
        {
            var (distances, labels) = Points(batch.Count, batch.Dimension, batch.Classes, batch.Seed);
            var chances = new double[labels.Length];

            for (var i = 0; i < labels.Length; i++)
            {
                DistanceWeights.Fill(distances.AsSpan(i * labels.Length, labels.Length), labels, labels[i], batch.Dimension, 1.4, chances);
                chances.Should().OnlyContain(chance => chance >= 0 && chance <= 1);
                chances.Sum().Should().BeApproximately(labels.Any(label => label != labels[i]) ? 1 : 0, 1e-12);
            }
        });

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(128)]
    public void Chances_are_those_of_the_formula(int dimension)
    {
        double[] distances = [0, 0.2, 0.5, 0.9, 1.2, 1.39, 1.4, 1.8];
        long[] labels = [0, 1, 1, 0, 2, 1, 1, 1];
        var chances = new double[8];

        DistanceWeights.Fill(distances, labels, 0, dimension, 1.4, chances);

        double Inverse(double d) => Math.Pow(d, 2 - dimension) * Math.Pow(1 - (d * d / 4), (3.0 - dimension) / 2);
        double[] expected = [0, Inverse(0.5), Inverse(0.5), 0, Inverse(1.2), Inverse(1.39), 0, 0];
        chances.Zip(expected, (chance, weight) => Math.Abs(chance - (weight / expected.Sum()))).Max().Should().BeLessThan(1e-12);
    }

    [Fact]
    public void The_density_is_that_of_random_points_of_the_sphere()
    {
        // Weighted by the inverse density, distances between random points are spread evenly; in 3 dimensions a plain loop can show it.
        var random = new Random(1);
        var histogram = new double[6];
        for (var i = 0; i < 200_000; i++)
        {
            // The height of a random point of the sphere over another is uniform: D² = 2 - 2h.
            var d = Math.Sqrt(2 - (2 * ((2 * random.NextDouble()) - 1)));
            if (d is >= 0.5 and < 2)
                histogram[(int)((d - 0.5) / 0.25)] += Math.Exp(DistanceWeights.LogInverseDensity(d, 3));
        }

        (histogram.Max() / histogram.Min()).Should().BeLessThan(1.05);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(2048)]
    [InlineData(100_000)]
    public void Poles_apart_and_identical_points_have_finite_weights(int dimension)
    {
        double[] odd = [0, 1e-300, 2, 2.000001, 1e9];

        odd.Select(d => DistanceWeights.LogInverseDensity(d, dimension)).Should().OnlyContain(log => double.IsFinite(log));
    }

    [Fact]
    public void Where_all_lie_beyond_the_cut_off_all_others_have_the_same_chance()
    {
        var chances = new double[5];

        DistanceWeights.Fill([0, 1.5, 1.9, 0.3, 1.6], [0, 1, 2, 0, 1], 0, 64, 1.4, chances);

        chances.Should().Equal(0, 1 / 3.0, 1 / 3.0, 0, 1 / 3.0);
    }

    [Fact]
    public void Distances_that_are_not_numbers_make_no_chances_that_are_not()
    {
        var chances = new double[4];

        DistanceWeights.Fill([0, double.NaN, double.NaN, 1], [0, 1, 2, 2], 0, 64, 1.4, chances);

        chances.Should().OnlyContain(chance => double.IsFinite(chance)).And.Subject.Sum().Should().BeApproximately(1, 1e-12);
    }

    [Fact]
    public void Each_anchor_has_its_own_cut_off()
    {
        double[] distances = [0, 0.7, 1.1, 0.7, 0, 1.1, 1.1, 1.1, 0];
        long[] labels = [0, 1, 2];
        var sampler = new DistanceWeightedSampler(seed: 1);
        var drawn = Enumerable.Range(0, 300).SelectMany(_ => sampler.Draw(distances, labels, 3, [0.8, 1.2, 1.2])).ToArray();

        drawn.Where(t => t.Anchor == 0).Should().OnlyContain(t => t.Negative == 1);
        drawn.Where(t => t.Anchor == 1).Select(t => t.Negative).Distinct().Should().BeEquivalentTo([0, 2]);
    }

    [Fact]
    public void Draws_are_as_frequent_as_their_chances()
    {
        double[] distances = [0, 0.5, 0.9, 1.3];
        long[] labels = [0, 1, 2, 3];
        var chances = new double[4];
        DistanceWeights.Fill(distances, labels, 0, 5, 1.4, chances);
        double[] all = [.. distances, .. Enumerable.Repeat(1.0, 12)];
        var sampler = new DistanceWeightedSampler(seed: 3);
        var counts = new double[4];

        for (var i = 0; i < 20_000; i++)
            counts[sampler.Draw(all, labels, 5).First(t => t.Anchor == 0).Negative]++;

        counts.Zip(chances, (count, chance) => Math.Abs((count / 20_000) - chance)).Max().Should().BeLessThan(0.015);
        chances.Count(chance => chance > 0.02).Should().BeGreaterThan(1);
    }

    [Fact]
    public void The_same_seed_and_epoch_draw_the_same()
    {
        var (distances, labels) = Points(20, 8, 4, seed: 1);
        Triplet[] Draw(int seed, int epoch)
        {
            var sampler = new DistanceWeightedSampler(seed);
            sampler.Draw(distances, labels, 8);
            sampler.BeginEpoch(epoch);
            return sampler.Draw(distances, labels, 8);
        }

        Draw(1, 2).Should().Equal(Draw(1, 2)).And.NotEqual(Draw(2, 2)).And.NotEqual(Draw(1, 3));
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        var sampler = new DistanceWeightedSampler(seed: 1);

        sampler.Invoking(s => s.Draw(new double[5], new long[2], 3)).Should().Throw<ArgumentException>().WithMessage("*need 4 distances*");
        sampler.Invoking(s => s.Draw(new double[4], new long[2], 3, new double[1])).Should().Throw<ArgumentException>();
        sampler.Invoking(s => s.Draw(new double[4], new long[2], 0)).Should().Throw<ArgumentException>();
    }

    private static (double[] Distances, long[] Labels) Points(int count, int dimension, int classes, int seed)
    {
        var random = new Random(seed);
        double[][] points = [.. Enumerable.Range(0, count).Select(_ => Unit([.. Enumerable.Range(0, dimension).Select(_ => random.NextDouble() - 0.5)]))];
        return (
            [.. from a in points from b in points select Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum())],
            [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(classes))]);
    }

    private static double[] Unit(double[] point)
    {
        var length = Math.Sqrt(point.Sum(x => x * x));
        return Array.ConvertAll(point, x => x / length);
    }
}
