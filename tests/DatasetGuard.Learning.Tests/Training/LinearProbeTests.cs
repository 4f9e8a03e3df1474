using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;
using DatasetGuard.Learning.Training.Privacy;
using DatasetGuard.Tests;

namespace DatasetGuard.Learning.Tests.Training;

/// <summary>A linear layer on feature vectors, in the training stage.</summary>
public sealed class LinearProbeTests
{
    private const int Length = 5;

    private static readonly NetworkShape Shape = NetworkShape.Linear(Length, classes: 2);
    private static readonly TrainingRecipe Recipe = new() { Epochs = 6, BatchSize = 16, Loss = new LossPlan(TrainingLoss.CrossEntropy), Seed = 3 };

    public LinearProbeTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(TrainingLoss.CrossEntropy, 0)]
    [InlineData(TrainingLoss.Relaxed, 0)]
    [InlineData(TrainingLoss.CrossEntropy, 20)]
    public void Learns_what_tells_two_classes_apart_whatever_the_scale_of_the_features(TrainingLoss loss, double epsilon)
    {
        var isPrivate = epsilon > 0;
        var recipe = Recipe with { Loss = new LossPlan(loss), Epochs = isPrivate ? 30 : Recipe.Epochs, Privacy = isPrivate ? new DifferentialPrivacy { Epsilon = epsilon } : null };

        using var stage = Ran(Vectors(400), isPrivate ? Shape with { Normalisation = Normalisation.Group } : Shape, recipe);

        stage.Epochs[stage.BestEpoch].HoldoutAccuracy.Should().BeGreaterThan(0.9);
        (stage.Spent is not null).Should().Be(isPrivate);
    }

    [Fact]
    public void Features_have_mean_0_and_variance_1_over_what_is_trained_on_and_over_nothing_else()
    {
        var data = Vectors(100);
        var vectors = (FeatureMatrix)data.Images;
        data.Weights![data.Training[0]] = 0;
        foreach (var row in (int[])[data.Holdout[0], data.Training[0]])
            vectors.Row(row).Fill(1e6f);

        using var stage = Ran(data, Shape, Recipe with { Epochs = 1 });
        using var network = stage.BestNetwork();

        var seen = Seen(network, vectors, data.Training[1..]);
        for (var i = 0; i < Length - 1; i++)
        {
            double[] values = [.. Enumerable.Range(0, seen.Length / Length).Select(row => (double)seen[(row * Length) + i])];
            values.Average().Should().BeApproximately(0, 1e-3);
            values.Average(value => value * value).Should().BeApproximately(1, 1e-3);
        }
    }

    [Fact]
    public void A_value_that_never_varies_in_training_is_not_blown_up_later()
    {
        var data = Vectors(100);

        using var stage = Ran(data, Shape, Recipe with { Epochs = 1 });
        using var network = stage.BestNetwork();
        var odd = new FeatureMatrix(1, Length);
        odd.Row(0)[Length - 1] = 8;

        Seen(network, odd, [0])[Length - 1].Should().BeInRange(0.001f, 1, "the other values vary by hundreds, so that 1 more of this one is little");
    }

    [Fact]
    public void With_differential_privacy_a_vector_is_scaled_by_itself()
    {
        using var network = new ConvNetwork(Shape with { Normalisation = Normalisation.Group }, seed: 1);
        var vectors = new FeatureMatrix(2, Length);
        ((float[])[1, 2, 3, 4, 5]).CopyTo(vectors.Row(0));
        vectors.Row(1).Fill(7);

        var seen = Seen(network, vectors, [0, 1]);

        seen[..Length].Zip([-1.41421, -0.70711, 0, 0.70711, 1.41421]).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
        seen[Length..].Should().OnlyContain(value => value == 0);
        network.State.Select(part => part.Name).Should().Equal("head.weight", "head.bias");
        var begin = () => new TrainingStage(Shape, Vectors(100), Recipe with { Privacy = new DifferentialPrivacy() }).Dispose();
        begin.Should().Throw<TrainingException>().WithMessage("The moments of the features that are trained on get no noise.*");
    }

    [Fact]
    public void A_run_that_was_broken_off_goes_on_to_the_same_bytes()
    {
        using var folder = new TempFolder();
        using TrainingStage whole = Ran(Vectors(100), Shape, Recipe), broken = new(Shape, Vectors(100), Recipe), resumed = new(Shape, Vectors(100), Recipe), other = new(Shape, Vectors(100, seed: 9), Recipe);
        var stop = () => broken.Run(
            step =>
            {
                if (step.Epoch == 3)
                    throw new OperationCanceledException();
            },
            stage => Core.WholeFile.Write(folder["checkpoint"], stage.Save),
            default);
        stop.Should().Throw<OperationCanceledException>();

        resumed.Restore(folder["checkpoint"]);
        resumed.Run(_ => { }, _ => { }, default);

        resumed.Epochs.Should().HaveCount(whole.Epochs.Count).And.HaveCountGreaterThan(3);
        Saved(resumed).Should().Equal(Saved(whole));
        var restore = () => other.Restore(folder["checkpoint"]);
        restore.Should().Throw<Learning.Models.ModelException>("those are other features");
    }

    [Fact]
    public void Vectors_that_are_all_the_same_and_losses_that_shape_features_are_refused()
    {
        var same = Vectors(100);
        foreach (var row in Enumerable.Range(0, 100))
            ((FeatureMatrix)same.Images).Row(row).Fill(2);

        Begin(same, Recipe).Should().Throw<TrainingException>().WithMessage("The encoder gives the same vector for every image*");
        foreach (var loss in (TrainingLoss[])[TrainingLoss.Margin, TrainingLoss.SupCon, TrainingLoss.CenterRelaxed])
            Begin(Vectors(100), Recipe with { Loss = new LossPlan(loss) }).Should().Throw<TrainingException>().WithMessage("The loss * shapes features*");
    }

    [Fact]
    public void Rows_can_be_put_behind_others()
    {
        var (first, next) = (new FeatureMatrix(1, 2), new FeatureMatrix(2, 2));
        ((float[])[1, 2]).CopyTo(first.Row(0));
        ((float[])[3, 4, 5, 6]).CopyTo(next.Slice(0, 2));

        var all = (FeatureMatrix)first.Followed(next);

        all.Slice(0, 3).ToArray().Should().Equal(1, 2, 3, 4, 5, 6);
    }

    private static Action Begin(TrainingImages data, TrainingRecipe recipe) => () => new TrainingStage(Shape, data, recipe).Dispose();

    private static float[] Seen(ConvNetwork network, FeatureMatrix vectors, int[] rows)
    {
        List<float> seen = [];
        network.Evaluate(vectors, rows, 0, (_, features, _) => seen.AddRange(features));
        return [.. seen];
    }

    private static TrainingStage Ran(TrainingImages data, NetworkShape shape, TrainingRecipe recipe)
    {
        var stage = new TrainingStage(shape, data, recipe, noiseKey: recipe.Privacy is null ? null : new byte[SecretStream.KeyLength]);
        stage.Run(_ => { }, _ => { }, default);
        return stage;
    }

    private static byte[] Saved(TrainingStage stage)
    {
        // The times are another story each time.
        using var saved = new MemoryStream();
        using var network = stage.AveragedNetwork();
        foreach (var (_, value) in network.State)
            saved.Write(MemoryMarshal.AsBytes(MemoryMarshal.Cast<byte, float>(value.bytes)));

        using var best = stage.BestNetwork();
        foreach (var (_, value) in best.State)
            saved.Write(MemoryMarshal.AsBytes(MemoryMarshal.Cast<byte, float>(value.bytes)));

        return saved.ToArray();
    }

    /// <summary>Noise of very different scales about 1,000; the class lies in the second value and against it in the third, and the last is always 7.</summary>
    private static TrainingImages Vectors(int count, int seed = 1)
    {
        var random = new Random(seed);
        var vectors = new FeatureMatrix(count, Length);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        for (var i = 0; i < count; i++)
        {
            var sign = (2 * labels[i]) - 1;
            ((float[])[1000 + (100 * Noise()), 1000 + (150 * sign) + (50 * Noise()), 1000 - (150 * sign) + (50 * Noise()), 1000 + (200 * Noise()), 7]).CopyTo(vectors.Row(i));
        }

        int[] rows = [.. Enumerable.Range(0, count)];
        return new TrainingImages { Images = vectors, Labels = labels, Classes = 2, Weights = [.. rows.Select(_ => 1f)], Training = rows[..(count * 3 / 4)], Holdout = rows[(count * 3 / 4)..] };

        float Noise() => (2 * random.NextSingle()) - 1;
    }
}
