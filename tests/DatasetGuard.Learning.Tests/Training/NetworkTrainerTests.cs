using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Training;

[Collection(nameof(AloneInTheProcess))]
public sealed class NetworkTrainerTests
{
    private static readonly TrainingSchedule Short = new() { Epochs = 3, BatchSize = 16, LeastImages = 0 };

    [Fact]
    public void Learns_what_tells_two_classes_apart()
    {
        using var network = Trained(count: 200, seed: 1, new TrainingSchedule { Epochs = 5, BatchSize = 16, LeastImages = 0 });

        Accuracy(network, Stripes.Draw(200, seed: 99)).Should().BeGreaterThan(0.95);
    }

    [Fact]
    public void The_same_seed_trains_the_same_network_and_another_seed_another()
    {
        using ConvNetwork one = Trained(60, seed: 1), same = Trained(60, seed: 1), other = Trained(60, seed: 2);

        Weights(one).Should().Equal(Weights(same)).And.NotEqual(Weights(other)).And.OnlyContain(value => float.IsFinite(value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(33)]
    public void Any_number_of_images_is_seen_whole_in_every_epoch(int count)
    {
        var (images, labels) = Stripes.Draw(count, seed: 3);
        using var network = new ConvNetwork(Stripes.Shape(), seed: 1);
        var seen = new List<int>();

        NetworkTrainer.Train(network, images, labels, Short, 1, seen.Add, default);

        seen.Sum().Should().Be(3 * count);
        seen.Should().OnlyContain(batch => batch <= 16 && (batch > 1 || count == 1));
        Weights(network).Should().OnlyContain(value => float.IsFinite(value));
    }

    [Fact]
    public void A_single_epoch_of_few_batches_leaves_finite_weights()
    {
        var (images, labels) = Stripes.Draw(64, seed: 3);
        using var network = new ConvNetwork(Stripes.Shape(), seed: 1);

        NetworkTrainer.Train(network, images, labels, new TrainingSchedule { Epochs = 1, BatchSize = 16, LeastImages = 0 }, 1, _ => { }, default);

        Weights(network).Should().OnlyContain(value => float.IsFinite(value));
    }

    [Fact]
    public void Images_that_are_all_alike_leave_finite_weights()
    {
        var images = new ByteImages(40, Stripes.Side, Stripes.Side, 1);
        using var network = new ConvNetwork(Stripes.Shape(), seed: 1);

        NetworkTrainer.Train(network, images, [.. Enumerable.Range(0, 40).Select(i => i % 2)], Short, 1, _ => { }, default);

        Weights(network).Should().OnlyContain(value => float.IsFinite(value));
    }

    [Fact]
    public void Stops_after_the_batch_in_which_it_is_cancelled()
    {
        var (images, labels) = Stripes.Draw(100, seed: 4);
        using var network = new ConvNetwork(Stripes.Shape(), seed: 1);
        using var source = new CancellationTokenSource();
        var batches = 0;

        var train = () => NetworkTrainer.Train(
            network,
            images,
            labels,
            Short,
            1,
            _ =>
            {
                if (++batches == 2)
                    source.Cancel();
            },
            source.Token);

        train.Should().Throw<OperationCanceledException>();
        batches.Should().Be(2);
    }

    [Fact]
    public void No_tensor_survives_a_network_that_is_trained_asked_and_disposed()
    {
        Trained(20, seed: 1).Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (tensors, scopes) = (torch.Tensor.TotalCount, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        var network = Trained(40, seed: 1);
        Accuracy(network, Stripes.Draw(40, seed: 2)).Should().BeGreaterThan(0);
        torch.Tensor.TotalCount.Should().BeGreaterThan(tensors);
        network.Dispose();

        torch.Tensor.TotalCount.Should().Be(tensors);
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(scopes);
    }

    private static ConvNetwork Trained(int count, int seed, TrainingSchedule? schedule = null)
    {
        var (images, labels) = Stripes.Draw(count, seed: 5);
        var network = new ConvNetwork(Stripes.Shape(), seed: 1);
        NetworkTrainer.Train(network, images, labels, schedule ?? Short, seed, _ => { }, default);
        return network;
    }

    private static double Accuracy(ConvNetwork network, (ByteImages Images, int[] Labels) set)
    {
        var hits = 0;
        network.Evaluate(
            set.Images,
            (first, _, logits) =>
            {
                for (var i = 0; i < logits.Length / 2; i++)
                    hits += TensorPrimitives.IndexOfMax(logits.Slice(2 * i, 2)) == set.Labels[first + i] ? 1 : 0;
            },
            default);
        return (double)hits / set.Labels.Length;
    }

    private static float[] Weights(ConvNetwork network) => [.. network.Parameters.SelectMany(parameter => MemoryMarshal.Cast<byte, float>(parameter.bytes).ToArray())];
}
