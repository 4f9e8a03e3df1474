using DatasetGuard.Detection.Rules.Change;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Rules.Change;

public sealed class BatchTestTests
{
    private const int Bins = 200;
    private const int Measures = 20;
    private const int Length = (2 * Bins) + Measures;

    [Theory]
    [InlineData(40, 200)]
    [InlineData(200, 40)]
    public void A_pattern_that_the_new_images_share_is_found_whichever_are_more(int fresh, int accepted)
    {
        var rows = Rows(fresh + accepted, seed: 1);
        for (var i = 0; i < fresh; i += 2)
            rows.AsSpan(i * Length, Bins).Fill(ResidualFeatures.PhaseScale);

        var differences = new BatchTest(rows, Length, Bins, fresh).Run(299, 1, TestContext.Current.CancellationToken);

        differences[0].Kind.Should().Be(BatchDifferenceKind.Pattern);
        differences[0].Ratio.Should().BeGreaterThan(1.5);
    }

    [Fact]
    public void The_images_that_share_it_score_highest()
    {
        const int Fresh = 40;
        var rows = Rows(240, seed: 2);
        for (var i = 0; i < Fresh; i += 2)
            rows.AsSpan(i * Length, Bins).Fill(ResidualFeatures.PhaseScale);

        var test = new BatchTest(rows, Length, Bins, Fresh);
        var scores = test.Scores(test.Run(299, 1, TestContext.Current.CancellationToken)[0]);

        Enumerable.Range(0, Fresh).OrderByDescending(i => scores[i]).Take(Fresh / 2).Should().OnlyContain(i => i % 2 == 0);
        scores[1..Fresh].Where((_, i) => i % 2 == 0).Should().OnlyContain(score => score < 4, "an image is not like itself");
    }

    [Fact]
    public void A_wave_that_the_new_images_share_is_found_and_its_images_score_highest()
    {
        const int Fresh = 100;
        var rows = Rows(300, seed: 4);
        for (var i = 0; i < Fresh; i += 2)
            (rows[(i * Length) + 9], rows[(i * Length) + Bins + 9]) = (0, ResidualFeatures.PhaseScale);

        var test = new BatchTest(rows, Length, Bins, Fresh);
        var difference = test.Run(299, 1, TestContext.Current.CancellationToken).Should().ContainSingle().Which;

        difference.Kind.Should().Be(BatchDifferenceKind.Wave);
        var scores = test.Scores(difference);
        Enumerable.Range(0, Fresh).Where(i => i % 2 == 0).Average(i => scores[i]).Should().BeGreaterThan(1 + Enumerable.Range(0, Fresh).Where(i => i % 2 == 1).Average(i => scores[i]));
    }

    [Fact]
    public void One_measure_that_differs_is_found()
    {
        var rows = Rows(240, seed: 3);
        for (var i = 0; i < 40; i++)
            rows[(i * Length) + (2 * Bins) + 7] += 25;

        new BatchTest(rows, Length, Bins, 40).Run(299, 1, TestContext.Current.CancellationToken).Should().ContainSingle().Which.Kind.Should().Be(BatchDifferenceKind.Look);
    }

    [Fact]
    public void Batches_of_one_source_are_passed_in_all_but_the_share_that_was_asked_for()
    {
        // Three statistics and 299 draws: at most one batch in a hundred, and far fewer, for a difference must matter besides.
        var reported = Enumerable.Range(0, 100).Count(seed => new BatchTest(Rows(150, seed), Length, Bins, 40).Run(299, seed, TestContext.Current.CancellationToken).Count > 0);

        reported.Should().BeLessThanOrEqualTo(4);
    }

    private static sbyte[] Rows(int count, int seed)
    {
        var random = SplitMix64.For(seed, "batch rows");
        var rows = new sbyte[count * Length];
        for (var i = 0; i < count; i++)
        {
            for (var bin = 0; bin < Bins; bin++)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
                (rows[(i * Length) + bin], rows[(i * Length) + Bins + bin]) = ((sbyte)(cos * ResidualFeatures.PhaseScale), (sbyte)(sin * ResidualFeatures.PhaseScale));
            }

            for (var measure = 0; measure < Measures; measure++)
                rows[(i * Length) + (2 * Bins) + measure] = (sbyte)Math.Clamp(50 + (20 * random.NextGaussian()), 0, 100);
        }

        return rows;
    }
}
