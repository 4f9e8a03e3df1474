using System.Runtime.InteropServices;
using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using DatasetGuard.Learning.Training.Privacy;
using DatasetGuard.Tests;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Training.Privacy;

[Collection(nameof(AloneInTheProcess))]
public sealed class PrivateTrainingTests
{
    private const double Asked = 20;

    private static readonly byte[] Key = [.. Enumerable.Range(0, SecretStream.KeyLength).Select(i => (byte)i)];

    private static readonly NetworkShape Shape = Stripes.Shape() with { Normalisation = Normalisation.Group };

    private static readonly TrainingRecipe Recipe = new()
    {
        Epochs = 12,
        BatchSize = 32,
        Loss = new LossPlan(TrainingLoss.CrossEntropy),
        Patience = 100,
        Seed = 3,
        Privacy = new DifferentialPrivacy { Epsilon = Asked },
    };

    [Fact]
    public void Learns_what_tells_two_classes_apart_and_spends_what_it_may()
    {
        using var stage = Ran(Images(400), Recipe);

        stage.Epochs[stage.BestEpoch].HoldoutAccuracy.Should().BeGreaterThan(0.8);
        stage.Spent!.Epsilon.Should().BeInRange(0.99 * Asked, Asked);
        stage.Spent.Steps.Should().Be(12 * (300 / 32));
        stage.Spent.Delta.Should().Be(1e-5);
        stage.Spent.NoiseMultiplier.Should().BeInRange(0.4, 2);
    }

    [Fact]
    public void A_run_that_ends_early_has_spent_less()
    {
        using var stage = Ran(Images(200), Recipe with { Patience = 1, LeastGain = 1 });

        stage.Epochs.Should().HaveCount(5);
        stage.Spent!.Epsilon.Should().BeInRange(0.3 * Asked, 0.8 * Asked);
    }

    [Fact]
    public void The_key_decides_the_weights_on_any_number_of_threads_and_without_one_no_two_runs_are_alike()
    {
        var recipe = Recipe with { Epochs = 2, Dropout = 0.2, Augmentation = new Augmentation { Shift = 1, Flips = true } };
        using TrainingStage one = Ran(Images(120), recipe, Key), same = Ran(Images(120), recipe with { Jobs = 3 }, Key);
        using TrainingStage other = Ran(Images(120), recipe), another = Ran(Images(120), recipe);

        Weights(one).Should().Equal(Weights(same)).And.OnlyContain(value => float.IsFinite(value));
        Weights(other).Should().NotEqual(Weights(another)).And.NotEqual(Weights(one));
    }

    [Fact]
    public void A_run_that_was_broken_off_goes_on_with_the_same_noise()
    {
        using var folder = new TempFolder();
        using var whole = Ran(Images(80), Recipe with { Epochs = 4 }, Key);
        using var broken = new TrainingStage(Shape, Images(80), Recipe with { Epochs = 4 }, noiseKey: Key);
        var stop = () => broken.Run(step => (step.Epoch == 2 ? new Action(() => throw new OperationCanceledException()) : () => { })(), stage => Core.WholeFile.Write(folder["checkpoint"], stage.Save), default);
        stop.Should().Throw<OperationCanceledException>();

        using var resumed = new TrainingStage(Shape, Images(80), Recipe with { Epochs = 4 });
        resumed.Restore(folder["checkpoint"]);
        resumed.Run(_ => { }, _ => { }, default);

        Weights(resumed).Should().Equal(Weights(whole));
        resumed.Spent.Should().Be(whole.Spent);
    }

    [Fact]
    public void One_image_more_changes_the_sum_by_no_more_than_the_clip()
    {
        var data = Images(60);
        var plan = Plan(data, clip: 0.05);
        using var state = new StageState(Shape, data, Recipe, Key);
        var step = new PrivateStep(data, Recipe, state, plan);

        var without = step.Sum(data.Training[..20], default).Gradient;
        for (var extra = 20; extra < 30; extra++)
        {
            var sum = step.Sum([.. data.Training[..20], data.Training[extra]], default).Gradient;

            var units = GradientUnits.Of(plan.NoiseMultiplier, plan.ClipNorm);
            var squares = sum.Zip(without, (one, other) => (Int128)(one - other) * (one - other)).Aggregate(Int128.Zero, (all, square) => all + square);
            squares.Should().BeLessThanOrEqualTo((Int128)units.Most * units.Most, "that is what the noise is for, to the last bit");
            (Math.Sqrt((double)squares) * units.Unit).Should().BeInRange(0.0499, 0.05, "their gradients are longer than that");
        }
    }

    [Fact]
    public void Every_step_adds_the_noise_that_is_accounted_for_even_without_an_image()
    {
        var data = Images(60);
        using var state = new StageState(Shape, data, Recipe, Key);
        var step = new PrivateStep(data, Recipe, state, Plan(data, clip: 0.05) with { NoiseMultiplier = 3 });
        var before = TrainedModel.TensorsOf(state.Network).SelectMany(tensor => tensor.Values).ToArray();

        var unit = GradientUnits.Of(3, 0.05).Unit;
        double[] noise = [.. Enumerable.Range(0, 20).SelectMany(step.Noise).Select(value => value * unit)];
        step.Run([], 0.01, default);

        Math.Sqrt(noise.Average(value => value * value)).Should().BeApproximately(0.15, 0.01);
        noise.Average().Should().BeApproximately(0, 0.01);
        noise.Distinct().Count().Should().BeGreaterThan(noise.Length * 9 / 10, "no step has the noise of another");
        TrainedModel.TensorsOf(state.Network).SelectMany(tensor => tensor.Values).Should().NotEqual(before);
    }

    [Fact]
    public void What_is_short_enough_is_the_gradient_of_the_batch()
    {
        var data = Images(60);
        using var state = new StageState(Shape, data, Recipe, Key);
        var plan = Plan(data, clip: 1e3);
        var sum = new PrivateStep(data, Recipe, state, plan).Sum(data.Training, default);

        using var scope = torch.NewDisposeScope();
        var (_, logits) = state.Network.Forward(data.Images.Batch(data.Training), isTraining: true);
        var labels = torch.tensor(Array.ConvertAll(data.Training, row => (long)data.Labels[row]));
        var loss = torch.nn.functional.cross_entropy(logits, labels, reduction: torch.nn.Reduction.Sum);
        loss.backward();
        float[] expected = [.. state.Network.Parameters.SelectMany(parameter => MemoryMarshal.Cast<byte, float>(parameter.grad!.contiguous().bytes).ToArray())];

        var unit = GradientUnits.Of(plan.NoiseMultiplier, plan.ClipNorm).Unit;
        sum.Gradient.Zip(expected, (own, whole) => Math.Abs((float)(own * unit) - whole)).Max().Should().BeLessThan(1e-4f * expected.Max(Math.Abs));
        sum.Loss.Should().BeApproximately(TensorMath.Value(loss), 1e-3);
    }

    [Fact]
    public void A_long_gradient_is_shortened_a_short_one_stays_and_one_that_is_no_number_adds_nothing()
    {
        var units = GradientUnits.Of(noiseMultiplier: 2, clipNorm: 1);
        var sum = new long[2];

        units.AddClipped([3, 4], sum);
        Near(0.6, 0.8);
        units.AddClipped([0.3f, -0.4f], sum);
        Near(0.9, 0.4);
        units.AddClipped([float.NaN, 1], sum);
        units.AddClipped([float.PositiveInfinity, 1], sum);
        units.AddClipped([0, 0], sum);
        Near(0.9, 0.4);
        units.AddClipped([float.MaxValue, 0], sum);
        Near(1.9, 0.4);

        void Near(params double[] expected) => sum.Select(count => count * units.Unit).Should().Equal(expected, (own, other) => Math.Abs(own - other) < 1e-6);
    }

    [Fact]
    public void No_gradient_is_longer_than_the_clip_in_whole_numbers_whatever_it_is()
    {
        var random = new Random(4);
        foreach (var noise in (double[])[0.3, 0.7, 1, 33, 10_000])
        {
            var units = GradientUnits.Of(noise, clipNorm: 0.1);
            ((double)(1L << GradientUnits.DeviationBits) / units.Most).Should().BeGreaterThanOrEqualTo(noise, "less noise than is accounted for would be a broken promise");
            for (var i = 0; i < 50; i++)
            {
                var sum = new long[300];
                units.AddClipped([.. sum.Select(_ => (float)Math.Exp(20 * random.NextDouble()) * ((2 * random.Next(2)) - 1))], sum);

                var squares = sum.Sum(count => (decimal)count * count);
                squares.Should().BeLessThanOrEqualTo((decimal)units.Most * units.Most).And.BeGreaterThan(0.9m * units.Most * units.Most);
            }
        }
    }

    [Fact]
    public void How_pictures_are_changed_comes_from_the_key_and_not_from_the_seed()
    {
        var data = Images(60);
        var recipe = Recipe with { Dropout = 0.3, Augmentation = new Augmentation { Shift = 2, Flips = true } };
        var (own, sameKey, otherKey) = (Sum(1, Key), Sum(2, Key), Sum(1, SecretStream.NewKey()));

        own.Should().Equal(sameKey).And.NotEqual(otherKey);

        long[] Sum(int seed, byte[] key)
        {
            using var state = new StageState(Shape, data, Recipe, key);
            return new PrivateStep(data, recipe with { Seed = seed }, state, Plan(data, clip: 1)).Sum(data.Training, default).Gradient;
        }
    }

    [Fact]
    public void Each_image_is_drawn_at_its_rate_whatever_the_others_are()
    {
        var data = Images(400);
        var plan = PrivatePlan.Of(Shape, data, Recipe, Recipe.Privacy!);
        using var secret = new SecretStream(Key);

        var batches = Enumerable.Range(0, 400).Select(step => plan.Draw(secret, step)).ToList();

        batches.Average(batch => batch.Length).Should().BeApproximately(plan.ExpectedBatch, 1.5);
        batches.Select(batch => batch.Length).Distinct().Count().Should().BeGreaterThan(10, "the size is drawn as well");
        batches.SelectMany(batch => batch).CountBy(row => row).Should().HaveCount(300).And.OnlyContain(row => Math.Abs(row.Value - (400 * plan.SamplingRate)) < 35);
    }

    [Fact]
    public void What_differential_privacy_forbids_is_refused()
    {
        var data = Images(80);

        Begin(Stripes.Shape(), data, Recipe).Should().Throw<TrainingException>().WithMessage("Batch normalisation*");
        Begin(Shape, data, Recipe with { Loss = new LossPlan(TrainingLoss.Margin) }).Should().Throw<TrainingException>().WithMessage("The loss margin*");
        Begin(Shape, data with { Weights = [.. data.Labels.Select(_ => 0.5f)] }, Recipe).Should().Throw<TrainingException>().WithMessage("*wholly or not at all*");
        Begin(Shape, data with { Targets = new CrossFitTargets([.. data.Training.Select(row => data.Labels[row])], 2, 2, 1) }, Recipe).Should().Throw<TrainingException>().WithMessage("What other networks teach*");
        Begin(Shape, data, Recipe with { Privacy = new DifferentialPrivacy { Epsilon = 1e-9 } }).Should().Throw<TrainingException>().WithMessage("No noise*");
        Begin(Shape, data, Recipe with { Privacy = new DifferentialPrivacy { ClipNorm = 0 } }).Should().Throw<TrainingException>().WithMessage("*above 0*");
    }

    [Fact]
    public void Stops_within_a_batch()
    {
        using var source = new CancellationTokenSource();
        using var stage = new TrainingStage(Shape, Images(200), Recipe);
        var steps = 0;

        var run = () => stage.Run(
            _ =>
            {
                steps++;
                source.Cancel();
            },
            _ => { },
            source.Token);

        run.Should().Throw<OperationCanceledException>();
        steps.Should().Be(1);
    }

    private static PrivatePlan Plan(TrainingImages data, double clip) => new(0.5, 2, 1, clip, 1e-5, data.Training);

    private static Action Begin(NetworkShape shape, TrainingImages data, TrainingRecipe recipe) => () => new TrainingStage(shape, data, recipe).Dispose();

    private static TrainingImages Images(int count)
    {
        var (images, labels) = Stripes.Draw(count, seed: 5);
        var (training, holdout) = StratifiedHoldout.Split(labels, [.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, count)], 0.25, seed: 1, label => $"{label}");
        return new TrainingImages { Images = images, Labels = labels, Classes = 2, Training = training, Holdout = holdout };
    }

    private static TrainingStage Ran(TrainingImages data, TrainingRecipe recipe, byte[]? key = null)
    {
        var stage = new TrainingStage(Shape, data, recipe, noiseKey: key);
        stage.Run(_ => { }, _ => { }, default);
        return stage;
    }

    private static float[] Weights(TrainingStage stage)
    {
        using var network = stage.BestNetwork();
        return [.. TrainedModel.TensorsOf(network).SelectMany(tensor => tensor.Values)];
    }
}
