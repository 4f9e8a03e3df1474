using CsCheck;
using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Tests.Membership;

public sealed class ShadowAttacksTests
{
    [Fact]
    public void With_many_models_the_likelihood_ratio_has_each_samples_own_deviation()
    {
        var (logOdds, shadows, table) = Draw(samples: 30, models: 64, seed: 1);

        var scores = ShadowAttacks.OfflineLikelihoodRatio(logOdds, shadows);

        for (var i = 0; i < 30; i++)
        {
            var mean = table[i].Average();
            var deviation = Math.Sqrt(table[i].Sum(v => (v - mean) * (v - mean)) / 63);
            scores[i].Should().BeApproximately((logOdds[i] - mean) / deviation, 1e-10);
        }
    }

    [Fact]
    public void With_few_models_all_samples_share_a_deviation()
    {
        var (logOdds, shadows, table) = Draw(samples: 30, models: 4, seed: 2);

        var scores = ShadowAttacks.OfflineLikelihoodRatio(logOdds, shadows);

        var deviation = Math.Sqrt(table.Sum(row => row.Sum(v => (v - row.Average()) * (v - row.Average()))) / (30 * 3));
        for (var i = 0; i < 30; i++)
            scores[i].Should().BeApproximately((logOdds[i] - table[i].Average()) / deviation, 1e-10);
    }

    [Fact]
    public void Models_that_saw_a_sample_are_not_asked_about_it()
    {
        double[] table = [1, 900, 3, -2, 0, 900];
        bool[] saw = [false, true, false, false, false, true];

        var scores = ShadowAttacks.OfflineLikelihoodRatio([5, 5], new ShadowModels(3, table, saw));

        // Means 2 and -1; each deviates by 1 about its mean with one degree of freedom: sqrt((2 + 2) / 2).
        scores[0].Should().BeApproximately(3 / Math.Sqrt(2), 1e-12);
        scores[1].Should().BeApproximately(6 / Math.Sqrt(2), 1e-12);
    }

    [Fact]
    public void One_model_gives_the_difference() =>
        ShadowAttacks.OfflineLikelihoodRatio([3, -1], new ShadowModels(1, [1, 1])).Should().Equal(2, -2);

    [Fact]
    public void Models_all_of_one_mind_give_finite_scores() =>
        ShadowAttacks.OfflineLikelihoodRatio([3, -1], new ShadowModels(70, [.. Enumerable.Repeat(1.0, 140)])).Should().Equal(2, -2);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 1)]
    [InlineData(0.3, 2)]
    [InlineData(1, 1.5)]
    public void The_robust_score_is_the_share_of_the_population_outweighed(double offset, double gamma)
    {
        var (logOdds, shadows, table) = Draw(samples: 25, models: 3, seed: 3);
        var (population, populationShadows, populationTable) = Draw(samples: 40, models: 3, seed: 4);

        var scores = ShadowAttacks.RobustRelative(logOdds, shadows, population, populationShadows, offset, gamma);

        double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        double Ratio(double own, double[] others) => Sigmoid(own) / ((((1 + offset) * others.Average(Sigmoid)) + (1 - offset)) / 2);
        for (var i = 0; i < 25; i++)
            scores[i].Should().Be(Enumerable.Range(0, 40).Count(z => Ratio(logOdds[i], table[i]) / Ratio(population[z], populationTable[z]) >= gamma) / 40.0);
        scores.Distinct().Count().Should().BeGreaterThan(5);
    }

    [Fact]
    public void What_weighs_as_much_as_the_sample_is_outweighed() =>
        ShadowAttacks.RobustRelative([1.5], new ShadowModels(2, [0.5, -1]), [1.5, 2], new ShadowModels(2, [0.5, -1, 0.5, -1])).Should().Equal(0.5);

    [Fact]
    public void A_surer_model_scores_higher_and_surer_shadows_lower() =>
        Gen.Select(Gen.Int, Gen.Double[0.1, 3]).Sample((seed, more) =>
        {
            var (logOdds, shadows, table) = Draw(12, 3, seed);
            var (population, populationShadows, _) = Draw(20, 3, seed ^ 1);
            var surer = Array.ConvertAll(logOdds, value => value + more);
            var easier = new ShadowModels(3, [.. table.SelectMany(row => row.Select(value => value + more))]);

            foreach (var attack in new Func<double[], ShadowModels, double[]>[]
            {
                (odds, models) => ShadowAttacks.OfflineLikelihoodRatio(odds, models),
                (odds, models) => ShadowAttacks.RobustRelative(odds, models, population, populationShadows),
            })
            {
                var scores = attack(logOdds, shadows);
                attack(surer, shadows).Zip(scores, (a, b) => a >= b).Should().OnlyContain(holds => holds);
                attack(logOdds, easier).Zip(scores, (a, b) => a <= b).Should().OnlyContain(holds => holds);
            }
        });

    [Fact]
    public void Shadows_tell_members_apart_that_confidence_hides()
    {
        // Samples differ by 5 in how easy they are; being trained on adds 1.
        var random = new Random(1);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] ease = [.. Enumerable.Range(0, 2000).Select(_ => 5 * Normal())];
        double[] logOdds = [.. ease.Select((value, i) => value + (0.3 * Normal()) + (i < 1000 ? 1 : 0))];
        var shadows = new ShadowModels(4, [.. ease.SelectMany(value => Enumerable.Range(0, 4).Select(_ => value + (0.3 * Normal())).ToArray())]);

        var plain = RocCurve.Of(logOdds.AsSpan(0, 1000), logOdds.AsSpan(1000));
        var scores = ShadowAttacks.OfflineLikelihoodRatio(logOdds, shadows);
        var calibrated = RocCurve.Of(scores.AsSpan(0, 1000), scores.AsSpan(1000));

        plain.Auc.Should().BeLessThan(0.62);
        calibrated.Auc.Should().BeGreaterThan(0.95);
        calibrated.TruePositiveRateAt(0.01).Should().BeGreaterThan(10 * plain.TruePositiveRateAt(0.01));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var shadows = new ShadowModels(2, [1, 2, 3, 4]);
        void Refused(Action action, string message) => action.Should().Throw<ArgumentException>().WithMessage(message);

        Refused(() => _ = new ShadowModels(0, []), "*");
        Refused(() => _ = new ShadowModels(2, [1, 2, 3]), "3 values*");
        Refused(() => _ = new ShadowModels(2, [1, 2, double.NaN, 4]), "Shadow model 0 gives sample 1 no finite*");
        Refused(() => _ = new ShadowModels(2, [1, 2], [true]), "*2 values and 1 marks*");
        Refused(() => _ = new ShadowModels(2, [1, 2, 3, 4], [false, false, true, true]), "Every shadow model was trained on sample 1*");
        Refused(() => ShadowAttacks.OfflineLikelihoodRatio([1], shadows), "*1 samples, but 2*");
        Refused(() => ShadowAttacks.OfflineLikelihoodRatio([1, double.PositiveInfinity], shadows), "*no finite*");
        Refused(() => ShadowAttacks.RobustRelative([1, 2], shadows, [], new ShadowModels(2, [])), "The population is empty*");
        Refused(() => ShadowAttacks.RobustRelative([1, 2], shadows, [1, 2], shadows, offset: 1.1), "*0 and 1*");
        Refused(() => ShadowAttacks.RobustRelative([1, 2], shadows, [1, 2], shadows, gamma: 0.9), "*at least 1*");
    }

    private static (double[] LogOdds, ShadowModels Shadows, double[][] Table) Draw(int samples, int models, int seed)
    {
        var random = new Random(seed);
        double[] logOdds = [.. Enumerable.Range(0, samples).Select(_ => (8 * random.NextDouble()) - 3)];
        double[][] table = [.. Enumerable.Range(0, samples).Select(_ => Enumerable.Range(0, models).Select(_ => (8 * random.NextDouble()) - 4).ToArray())];
        return (logOdds, new ShadowModels(models, [.. table.SelectMany(row => row)]), table);
    }
}
