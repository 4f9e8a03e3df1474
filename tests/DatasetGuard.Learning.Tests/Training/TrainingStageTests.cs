using System.Runtime.InteropServices;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using DatasetGuard.Tests;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Training;

[Collection(nameof(AloneInTheProcess))]
public sealed class TrainingStageTests
{
    private static readonly TrainingRecipe Recipe = new()
    {
        Epochs = 5,
        BatchSize = 16,
        Dropout = 0.2,
        Augmentation = new Augmentation { Shift = 1, Flips = true },
        Seed = 3,
        Patience = 100,
    };

    [Theory]
    [InlineData(TrainingLoss.CrossEntropy)]
    [InlineData(TrainingLoss.Margin)]
    [InlineData(TrainingLoss.Contrastive)]
    [InlineData(TrainingLoss.Triplet)]
    [InlineData(TrainingLoss.NTXent)]
    [InlineData(TrainingLoss.NTLogistic)]
    [InlineData(TrainingLoss.SupCon)]
    [InlineData(TrainingLoss.Center)]
    [InlineData(TrainingLoss.Relaxed)]
    [InlineData(TrainingLoss.CenterRelaxed)]
    public void Learns_what_tells_two_classes_apart(TrainingLoss loss)
    {
        using var stage = Ran(Images(200), Recipe with { Loss = new LossPlan(loss) });

        stage.Epochs[stage.BestEpoch].HoldoutAccuracy.Should().BeGreaterThan(0.95);

        // A relaxed loss does not let the network be sure.
        stage.Epochs[^1].TrainingAccuracy.Should().BeGreaterThan(loss == TrainingLoss.Relaxed ? 0.75 : 0.9);
        stage.Epochs[^1].Loss.Should().BeLessThan(stage.Epochs[0].Loss);
        (stage.Epochs[^1].Beta is not null).Should().Be(loss == TrainingLoss.Margin);
    }

    [Fact]
    public void The_network_that_is_kept_is_the_one_that_was_judged()
    {
        var data = Images(120);
        using var stage = Ran(data, Recipe with { Epochs = 3 });
        using var network = stage.BestNetwork();

        var logits = NetworkJudge.Logits(network, data.Images, data.Holdout, jobs: 1, default);
        var (accuracy, loss) = NetworkJudge.Judge(logits, Array.ConvertAll(data.Holdout, row => data.Labels[row]));

        accuracy.Should().Be(stage.Epochs[stage.BestEpoch].HoldoutAccuracy);
        loss.Should().Be(stage.Epochs[stage.BestEpoch].HoldoutLoss);
    }

    [Fact]
    public void The_same_seed_trains_the_same_weights_on_any_number_of_threads_and_another_seed_others()
    {
        using TrainingStage one = Ran(Images(600), Recipe), same = Ran(Images(600), Recipe with { Jobs = 3 }), other = Ran(Images(600), Recipe with { Seed = 4 });

        Weights(one).Should().Equal(Weights(same)).And.NotEqual(Weights(other)).And.OnlyContain(value => float.IsFinite(value));
        one.Epochs.Select(epoch => epoch with { Seconds = 0 }).Should().Equal(same.Epochs.Select(epoch => epoch with { Seconds = 0 }));
    }

    [Theory]
    [InlineData(0, TrainingLoss.Margin, 0)]
    [InlineData(2, TrainingLoss.Margin, 0)]
    [InlineData(1, TrainingLoss.Margin, 1)]
    [InlineData(2, TrainingLoss.Center, 0)]
    [InlineData(2, TrainingLoss.CenterRelaxed, 0)]
    public void A_run_that_was_broken_off_goes_on_to_the_same_bytes(int brokenOffIn, TrainingLoss loss, int from)
    {
        using var folder = new TempFolder();
        var path = folder["checkpoint"];
        var recipe = Recipe with { Loss = new LossPlan(loss) { From = from } };
        using var whole = Ran(Images(80), recipe);
        using var broken = new TrainingStage(Stripes.Shape(), Images(80), recipe);
        var stop = () => broken.Run(
            step =>
            {
                // In the middle of an epoch, of which nothing may be left.
                if (step.Epoch == brokenOffIn + 1)
                    throw new OperationCanceledException();
            },
            stage => Core.WholeFile.Write(path, stage.Save),
            default);
        stop.Should().Throw<OperationCanceledException>();

        using var resumed = new TrainingStage(Stripes.Shape(), Images(80), recipe);
        resumed.Restore(path);
        resumed.Epochs.Should().HaveCount(brokenOffIn + 1);
        resumed.Run(_ => { }, _ => { }, default);

        Weights(resumed).Should().Equal(Weights(whole));
        Saved(resumed).Should().Equal(Saved(whole));
    }

    [Fact]
    public void A_residual_network_goes_on_to_the_same_bytes()
    {
        using var folder = new TempFolder();
        var shape = new NetworkShape(1, HasHighPass: false, [new(4, false), new(6, true, IsResidual: true)], Classes: 2) { HasMaximum = false };
        using TrainingStage whole = new(shape, Images(60), Recipe with { Epochs = 3 }), half = new(shape, Images(60), Recipe with { Epochs = 3 }), resumed = new(shape, Images(60), Recipe with { Epochs = 3 });
        whole.Run(_ => { }, _ => { }, default);
        var stop = () => half.Run(
            _ => { },
            stage =>
            {
                Core.WholeFile.Write(folder["checkpoint"], stage.Save);
                throw new OperationCanceledException();
            },
            default);
        stop.Should().Throw<OperationCanceledException>();

        resumed.Restore(folder["checkpoint"]);
        resumed.Run(_ => { }, _ => { }, default);

        Saved(resumed).Should().Equal(Saved(whole));
    }

    [Fact]
    public void A_loss_counts_in_the_epochs_that_it_is_given()
    {
        using TrainingStage stage = Ran(Images(80), Recipe with { Loss = new LossPlan(TrainingLoss.Margin) { From = 1, To = 2 } }), alone = Ran(Images(80), Recipe with { Loss = new LossPlan(TrainingLoss.CrossEntropy) });

        var betas = stage.Epochs.Select(epoch => epoch.Beta!.Value).ToArray();
        betas[0].Should().BeApproximately(1.2, 1e-6, "it has not begun");
        betas[1].Should().NotBe(betas[0]);
        betas[2].Should().NotBe(betas[1]);
        betas[4].Should().Be(betas[2], "it has ended");
        stage.Epochs[0].Loss.Should().Be(alone.Epochs[0].Loss);
        stage.Epochs[1].Loss.Should().BeGreaterThan(alone.Epochs[1].Loss);
    }

    [Fact]
    public void No_step_follows_once_it_is_cancelled_and_what_had_ended_is_kept()
    {
        using var source = new CancellationTokenSource();
        using var stage = new TrainingStage(Stripes.Shape(), Images(80), Recipe);
        var steps = 0;

        var run = () => stage.Run(
            step =>
            {
                steps++;
                if (step.Epoch == 1)
                    source.Cancel();
            },
            _ => { },
            source.Token);

        run.Should().Throw<OperationCanceledException>();
        steps.Should().Be(5, "an epoch has four steps of sixty images, and it was cancelled in the first of the second");
        stage.Epochs.Should().ContainSingle();
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused_and_changes_nothing()
    {
        using var folder = new TempFolder();
        using var other = Ran(Images(80), Recipe with { Epochs = 1 });
        Core.WholeFile.Write(folder["checkpoint"], other.Save);
        using var stage = new TrainingStage(Stripes.Shape(), Images(80), Recipe);

        var restore = () => stage.Restore(folder["checkpoint"]);

        restore.Should().Throw<ModelException>().WithMessage("*of another run*");
        stage.Epochs.Should().BeEmpty();
    }

    [Fact]
    public void A_checkpoint_of_other_images_is_refused()
    {
        using var folder = new TempFolder();
        var data = Images(80);
        using var other = Ran(data, Recipe with { Epochs = 1 });
        Core.WholeFile.Write(folder["checkpoint"], other.Save);
        ((ByteImages)data.Images)[7][0] ^= 1;
        using var stage = new TrainingStage(Stripes.Shape(), data, Recipe with { Epochs = 1 });

        var restore = () => stage.Restore(folder["checkpoint"]);

        restore.Should().Throw<ModelException>().WithMessage("*of another run*");
    }

    [Fact]
    public void A_model_is_no_checkpoint()
    {
        using var folder = new TempFolder();
        Core.WholeFile.Write(folder["checkpoint"], output => SafeTensorsWriter.Write(output, [new SafeTensor("a", [1], [1])], new Dictionary<string, string>()));
        using var stage = new TrainingStage(Stripes.Shape(), Images(80), Recipe);

        var restore = () => stage.Restore(folder["checkpoint"]);

        restore.Should().Throw<ModelException>().WithMessage("*'a' does not belong to this network.");
    }

    [Fact]
    public void Images_of_weight_zero_are_as_if_they_were_not_there()
    {
        // The last forty have wrong labels.
        var (images, labels) = Stripes.Draw(200, seed: 5);
        for (var i = 120; i < 160; i++)
            labels[i] = 1 - labels[i];

        var without = new TrainingImages { Images = images, Labels = labels, Classes = 2, Training = [.. Enumerable.Range(0, 120)], Holdout = [.. Enumerable.Range(160, 40)] };
        var weighed = without with { Training = [.. Enumerable.Range(0, 160)], Weights = [.. Enumerable.Range(0, 200).Select(i => i is >= 120 and < 160 ? 0f : 1f)] };
        using TrainingStage left = Ran(without, Recipe), zero = Ran(weighed, Recipe), harmed = Ran(weighed with { Weights = null }, Recipe);

        Weights(zero).Should().Equal(Weights(left)).And.NotEqual(Weights(harmed));
        zero.ImagesPerEpoch.Should().Be(120);
        harmed.Epochs[^1].Loss.Should().BeGreaterThan(zero.Epochs[^1].Loss);
    }

    [Fact]
    public void Half_a_weight_is_not_a_whole_one()
    {
        var data = Images(80);
        float[] weights = [.. Enumerable.Range(0, 80).Select(i => i % 3 == 0 ? 0.5f : 1f)];
        using TrainingStage whole = Ran(data, Recipe), half = Ran(data with { Weights = weights }, Recipe);

        Weights(half).Should().NotEqual(Weights(whole));
        half.ImagesPerEpoch.Should().Be(whole.ImagesPerEpoch);
    }

    [Fact]
    public void Stops_when_nothing_is_gained_and_keeps_the_epoch_before()
    {
        // Labels by the toss of a coin: nothing is learned that holds for others, and half right is as good as it gets.
        var (images, labels) = Stripes.Draw(120, seed: 5);
        var random = new Random(1);
        var data = Images(120) with { Images = images, Labels = [.. labels.Select(_ => random.Next(2))] };
        using var stage = Ran(data, Recipe with { Epochs = 60, Patience = 3, LeastGain = 0.2 });

        // The rate rises for fifteen epochs, in which no gain proves nothing.
        stage.Epochs.Count.Should().BeInRange(15 + 4, 59);
        stage.BestEpoch.Should().BeLessThanOrEqualTo(stage.Epochs.Count - 4);
        stage.HasEnded.Should().BeTrue();
    }

    [Theory]
    [InlineData(10_000, 24)]
    [InlineData(400, 50)]
    [InlineData(12, 200)]
    [InlineData(0, 200)]
    public void Of_fewer_images_there_are_more_passes(int images, int epochs) => TrainingRecipe.EpochsFor(images).Should().Be(epochs);

    [Fact]
    public void A_third_of_the_epochs_may_bring_no_gain_and_never_fewer_than_the_default() =>
        new[] { 3, 24, 120 }.Select(epochs => new TrainingRecipe().Of(epochs).Patience).Should().Equal(8, 8, 40);

    [Fact]
    public void Memory_does_not_grow_from_epoch_to_epoch()
    {
        var data = Images(80);
        var tensors = new List<long>();
        using var stage = new TrainingStage(Stripes.Shape(), data, Recipe);

        stage.Run(_ => { }, _ => tensors.Add(torch.Tensor.TotalCount), default);

        tensors.Should().HaveCount(5);
        tensors.Should().OnlyContain(count => count == tensors[0]);
    }

    [Theory]
    [InlineData(TrainingLoss.CrossEntropy)]
    [InlineData(TrainingLoss.Margin)]
    [InlineData(TrainingLoss.CenterRelaxed)]
    public void No_tensor_survives_it(TrainingLoss loss)
    {
        var recipe = Recipe with { Epochs = 1, Loss = new LossPlan(loss) };
        Ran(Images(40), recipe).Dispose();
        var unused = Left(() => new TrainingStage(Stripes.Shape(), Images(40), recipe).Dispose());

        var used = Left(() =>
        {
            using var stage = Ran(Images(40), recipe);
            stage.BestNetwork().Dispose();
        });

        // TorchSharp counts a parameter twice and disposes of it once.
        unused.Should().Be(loss == TrainingLoss.CrossEntropy ? 0 : 1);
        used.Should().Be(unused);
    }

    private static long Left(Action work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = torch.Tensor.TotalCount;
        work();
        return torch.Tensor.TotalCount - before;
    }

    [Fact]
    public void One_class_nothing_to_judge_by_and_images_on_both_sides_are_refused()
    {
        var data = Images(40);
        var weights = data.Labels.Select(label => label == 0 ? 1f : 0f).ToArray();

        Begin(data with { Weights = weights }).Should().Throw<TrainingException>().WithMessage("*fewer than two classes*");
        Begin(data with { Holdout = [] }).Should().Throw<TrainingException>().WithMessage("*judge by*");
        Begin(data with { Holdout = [data.Training[0]] }).Should().Throw<TrainingException>().WithMessage("*both*");
    }

    private static Action Begin(TrainingImages data) => () => new TrainingStage(Stripes.Shape(), data, Recipe).Dispose();

    private static TrainingImages Images(int count)
    {
        var (images, labels) = Stripes.Draw(count, seed: 5);
        var (training, holdout) = StratifiedHoldout.Split(labels, [.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, count)], 0.25, seed: 1, label => $"{label}");
        return new TrainingImages { Images = images, Labels = labels, Classes = 2, Training = training, Holdout = holdout };
    }

    private static TrainingStage Ran(TrainingImages data, TrainingRecipe recipe)
    {
        var stage = new TrainingStage(Stripes.Shape(), data, recipe);
        stage.Run(_ => { }, _ => { }, default);
        return stage;
    }

    private static float[] Weights(TrainingStage stage)
    {
        using var network = stage.BestNetwork();
        return [.. network.State.SelectMany(part => MemoryMarshal.Cast<byte, float>(part.Value.bytes).ToArray())];
    }

    /// <summary>Without the header, in which the times stand.</summary>
    private static byte[] Saved(TrainingStage stage)
    {
        using var output = new MemoryStream();
        stage.Save(output);
        var bytes = output.ToArray();
        return bytes[(8 + (int)BitConverter.ToInt64(bytes))..];
    }
}
