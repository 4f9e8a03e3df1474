using DatasetGuard.Detection.Rules.Outliers;

namespace DatasetGuard.Detection.Tests.Rules.Outliers;

public sealed class SpectralSignatureTests
{
    [Fact]
    public void Images_that_were_moved_one_way_score_highest()
    {
        var space = Clouds.Space(Clouds.WithGroup(300, group: 20, dimension: 8, shift: 6, axes: 3, seed: 1));

        var scores = SpectralSignature.Scores(space);

        Enumerable.Range(0, 300).OrderByDescending(i => scores[i]).Take(20).Should().BeEquivalentTo(Enumerable.Range(0, 20));
        scores.Average().Should().BeApproximately((float)space.Variances[0], 1e-3f);
    }

    [Fact]
    public void The_first_axis_is_as_prominent_as_its_variance_is_larger_than_the_next()
    {
        var wide = Clouds.Draw(5000, 3, seed: 2).Select(row => new[] { row[0], 4 * row[1], row[2] });

        SpectralSignature.Prominence(Clouds.Space([.. wide])).Should().BeApproximately(16, 1.5);
    }

    [Fact]
    public void A_single_axis_is_not_prominent() => SpectralSignature.Prominence(Clouds.Space(Clouds.Draw(50, 1, seed: 3))).Should().Be(1);

    [Fact]
    public void A_normal_distribution_is_not_bimodal() => SpectralSignature.Bimodality(Clouds.Space(Clouds.Draw(20_000, 1, seed: 4))).Should().BeApproximately(1.0 / 3, 0.02);

    [Fact]
    public void An_even_distribution_lies_on_the_border() =>
        SpectralSignature.Bimodality(Clouds.Space([.. Enumerable.Range(0, 2000).Select(i => new[] { (float)i })])).Should().BeApproximately(5.0 / 9, 0.001);

    [Theory]
    [InlineData(50)]
    [InlineData(5)]
    public void Two_points_are_bimodal_however_few_there_are_of_one(int count) =>
        SpectralSignature.Bimodality(Clouds.Space([.. Enumerable.Range(0, 100).Select(i => new[] { i < count ? 3f : 0 })])).Should().BeApproximately(1, 1e-5);

    [Fact]
    public void Images_that_are_all_alike_have_no_signature()
    {
        var space = Clouds.Space([.. Enumerable.Repeat(new float[] { 1, 2 }, 40)]);

        SpectralSignature.Bimodality(space).Should().Be(0);
        SpectralSignature.Prominence(space).Should().Be(1);
        SpectralSignature.Scores(space).Should().OnlyContain(score => score == 0);
    }
}
