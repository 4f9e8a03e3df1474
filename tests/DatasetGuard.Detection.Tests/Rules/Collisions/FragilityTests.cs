using CsCheck;
using DatasetGuard.Core;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Rules.Collisions;

namespace DatasetGuard.Detection.Tests.Rules.Collisions;

public sealed class FragilityTests
{
    [Fact]
    public void Robust_scores_are_distances_from_the_median_in_median_deviations()
    {
        RobustScale.Scores([1, 2, 3, 4, 100]).Should().Equal(new[] { -2, -1, 0, 1, 97 }.Select(value => value / 1.4826));
        RobustScale.Scores([5, 5, 5, 9]).Should().Equal(0, 0, 0, 0);
        RobustScale.Scores([]).Should().BeEmpty();
    }

    [Fact]
    public void The_median_is_the_middle_of_the_sorted_values() => Gen.Double[-1e6, 1e6].Array[1, 20].Sample(values =>
    {
        var sorted = values.Order().ToArray();
        return RobustScale.Median(values) == (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    });

    [Fact]
    public void The_score_is_the_displacement_and_the_clipped_way_back()
    {
        var displacements = Enumerable.Range(0, 101).Select(i => Math.Exp((i - 50) / 10.0)).ToArray();
        var back = Enumerable.Range(0, 101).Select(i => i == 100 ? 1e6 : (double)i).ToArray();

        var scores = FragilityScores.Combine(displacements, [back, back, back], new int[101]);

        scores.Displacement[60].Should().BeApproximately(1 / (1.4826 * 2.5), 1e-9);
        scores.Return[100].Should().Be(9);
        scores.Score[100].Should().BeApproximately(9 + (5 / (1.4826 * 2.5)), 1e-9);
        scores.Score[50].Should().Be(0);
    }

    [Fact]
    public void A_shift_moves_the_picture_and_goes_on_with_its_edge()
    {
        var picture = new PixelBuffer(3, 2, 1, [1, 2, 3, 4, 5, 6]);

        FragileViews.Shift(picture, 1, 0).Pixels.ToArray().Should().Equal(1, 1, 2, 4, 4, 5);
        FragileViews.Shift(picture, -1, -1).Pixels.ToArray().Should().Equal(5, 6, 6, 5, 6, 6);
        FragileViews.Shift(new PixelBuffer(2, 1, 3, [1, 2, 3, 4, 5, 6]), 1, 0).Pixels.ToArray().Should().Equal(1, 2, 3, 1, 2, 3);
    }

    [Fact]
    public void The_residual_view_takes_faint_differences_away_and_leaves_strong_ones()
    {
        var faint = new PixelBuffer(3, 3, 1, [100, 100, 100, 100, 109, 100, 100, 100, 100]);
        var strong = new PixelBuffer(3, 3, 1, [100, 100, 100, 100, 190, 100, 100, 100, 100]);

        FragileViews.Soften(faint, 16).Pixels[4].Should().Be(101, "the mean");
        FragileViews.Soften(strong, 16).Pixels[4].Should().Be(174, "16 less");
        FragileViews.Soften(new PixelBuffer(2, 2, 3), 16).Pixels.ToArray().Should().OnlyContain(pixel => pixel == 0);
    }

    [Fact]
    public void How_strong_the_views_are_is_drawn_from_the_seed()
    {
        var drawn = Enumerable.Range(0, 60).Select(seed => new FragileViews(seed)).Select(views => (views.Quality, views.Clip)).ToArray();

        drawn.Distinct().Should().HaveCountGreaterThan(20);
        drawn.Should().OnlyContain(views => views.Quality >= 45 && views.Quality <= 55 && views.Clip >= 14 && views.Clip <= 18);
        (new FragileViews(7).Quality, new FragileViews(7).Clip).Should().Be(drawn[7]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_view_has_the_size_of_the_picture(int channels)
    {
        var picture = Drawings.Draw(1, 13, 7, channels, 1);

        for (var view = 0; view < FragileViews.Count; view++)
        {
            var changed = new FragileViews(1).Of(view, picture);
            (changed.Width, changed.Height, changed.Channels).Should().Be((13, 7, channels));
            changed.Pixels.SequenceEqual(picture.Pixels).Should().BeFalse();
        }
    }

    [Fact]
    public void A_faint_picture_over_another_is_found_with_its_weight()
    {
        var (x, y, m) = (Noise(1), Noise(2), Noise(3));
        var blended = x.Zip(y, (own, other) => (0.75f * own) + (0.25f * other)).ToArray();

        var fit = WatermarkFit.Of(blended, y, m);

        fit.Weight.Should().BeApproximately(0.25, 0.06);
        fit.Deviations.Should().BeGreaterThan(6);
        Math.Abs(WatermarkFit.Of(x, y, m).Deviations).Should().BeLessThan(4);
    }

    [Fact]
    public void What_the_class_has_in_common_is_no_watermark()
    {
        var (x, common, y) = (Noise(1), Noise(2), Noise(3));
        var own = x.Zip(common, (a, b) => a + b).ToArray();
        var other = y.Zip(common, (a, b) => a + b).ToArray();

        WatermarkFit.Of(own, other, common).Deviations.Should().BeLessThan(4);
        WatermarkFit.Of(own, other, new float[own.Length]).Deviations.Should().BeGreaterThan(10);
    }

    [Fact]
    public void A_picture_without_structure_is_no_watermark() => WatermarkFit.Of(Noise(1), new float[1024], Noise(2)).Should().Be(default(WatermarkFit));

    private static float[] Noise(int seed)
    {
        var random = RedTeam.SplitMix64.For(seed, "noise");
        return [.. Enumerable.Range(0, 1024).Select(_ => (float)(random.NextDouble() - 0.5))];
    }
}
