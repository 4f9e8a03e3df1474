using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class GramSpaceTests
{
    private const int Dimension = 12;
    private const int Images = 9;

    private static readonly int[] Group = [1, 4, 7];

    private readonly sbyte[] _rows = Drawn(Images, "class", 40);
    private readonly Whitening _whitening;

    public GramSpaceTests()
    {
        LibTorch.EnsureLoaded();
        _whitening = Whitening.Of(WindowMomentsTests.Of(Drawn(400, "reference", 20), Dimension));
    }

    [Fact]
    public void A_group_projects_as_by_the_direction_of_its_mean()
    {
        var whitened = Whitened();
        double[] mean = [.. Enumerable.Range(0, Dimension).Select(i => Group.Average(row => whitened[row][i]))];
        var length = Math.Sqrt(Dot(mean, mean));

        var (scores, found) = Space().ScoresOf(Group);

        found.Should().BeApproximately(length, 1e-3);
        scores.Should().Equal(whitened.Select(row => (float)(Dot(row, mean) / length)), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void The_energy_of_a_group_is_the_mean_square_of_its_lengths() =>
        Space().Energy(Group).Should().BeApproximately(Group.Average(row => Dot(Whitened()[row], Whitened()[row])), 1e-2);

    [Fact]
    public void The_widest_projections_are_uncorrelated_and_none_is_wider()
    {
        var whitened = Whitened();

        var widest = Space().Widest(2, least: 0);

        widest.Should().HaveCount(2);
        widest[0].Zip(widest[1], (a, b) => (double)a * b).Sum().Should().BeApproximately(0, 1e-2);
        var largest = widest[0].Sum(score => (double)score * score);
        largest.Should().BeGreaterThan(widest[1].Sum(score => (double)score * score));
        foreach (var direction in whitened)
            (whitened.Sum(row => Dot(row, direction) * Dot(row, direction)) / Dot(direction, direction)).Should().BeLessThanOrEqualTo(largest + 1e-2);
    }

    [Fact]
    public void More_images_have_the_same_widest_projection_as_by_the_direction()
    {
        const int Count = 80;
        sbyte[] rows = Drawn(Count, "many", 10);
        for (var row = 0; row < 20; row++)
            rows[(row * Dimension) + 3] = 120;

        var space = GramSpace.Of(rows, [_whitening]);
        var widest = space.Widest(2, least: 0)[0];

        // The images with the mark are far out on it, and Rayleigh's quotient is that of their mean or more.
        var (scores, _) = space.ScoresOf([.. Enumerable.Range(0, 20)]);
        Math.Abs(widest.Zip(scores, (a, b) => (double)a * b).Sum()).Should().BeGreaterThan(0.99 * Math.Sqrt(widest.Sum(a => (double)a * a) * scores.Sum(b => (double)b * b)));
        widest.Sum(a => (double)a * a).Should().BeGreaterThanOrEqualTo(scores.Sum(b => (double)b * b) - 1e-3);
    }

    [Fact]
    public void A_direction_counts_from_its_mean_square_on()
    {
        var second = Space().Widest(2, least: 0)[1].Average(score => (double)score * score);

        Space().Widest(Images, second * 1.001).Should().ContainSingle();
        Space().Widest(Images, second * 0.999).Should().HaveCount(2);
    }

    [Fact]
    public void Windows_side_by_side_add_their_products()
    {
        sbyte[] twice = [.. Enumerable.Range(0, Images).SelectMany(row => Enumerable.Repeat(_rows[(row * Dimension)..((row + 1) * Dimension)], 2).SelectMany(values => values))];

        GramSpace.Of(twice, [_whitening, _whitening]).Energy(Group).Should().BeApproximately(2 * Space().Energy(Group), 1e-3);
    }

    private GramSpace Space() => GramSpace.Of(_rows, [_whitening]);

    private double[][] Whitened() => [.. Enumerable.Range(0, Images)
        .Select(row => _whitening.Whiten(Array.ConvertAll(_rows[(row * Dimension)..((row + 1) * Dimension)], value => (double)value / WindowExtractor.WindowScale)))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static sbyte[] Drawn(int count, string name, int range)
    {
        var random = SplitMix64.For(1, name);
        return [.. Enumerable.Range(0, count * Dimension).Select(_ => (sbyte)((random.NextDouble() - 0.5) * 2 * range))];
    }
}
