using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Auditing.Triggers.Latent;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers.Latent;

public sealed class VariationalTrainerTests
{
    private const int Steps = 500;

    private readonly ByteImages _pictures = TemplateModel.Draw().Images;

    [Fact]
    public void The_same_seed_draws_the_same_and_far_better_than_the_mean_picture()
    {
        var (one, again) = (Drawn(), Drawn());

        again.Should().Equal(one);
        var pictures = Values(_pictures.Batch([.. Enumerable.Range(0, _pictures.Count)]));
        var mean = new float[_pictures.Length];
        for (var at = 0; at < pictures.Length; at++)
            mean[at % mean.Length] += pictures[at] / _pictures.Count;

        var ofMean = pictures.Select((value, at) => Math.Pow(value - mean[at % mean.Length], 2)).Sum();
        Math.Pow(TensorPrimitives.Distance<float>(one, pictures), 2).Should().BeLessThan(0.2 * ofMean);
    }

    [Fact]
    public void It_stops_within_a_batch()
    {
        using var stop = new CancellationTokenSource();
        using var autoencoder = new VariationalAutoencoder(1, TemplateModel.Side, TemplateModel.Side, seed: 1);
        var batches = 0;

        var train = () => VariationalTrainer.Train(autoencoder, _pictures, seed: 1, Steps, () => { batches++; stop.Cancel(); }, stop.Token);

        train.Should().Throw<OperationCanceledException>();
        batches.Should().Be(1);
    }

    private float[] Drawn()
    {
        using var autoencoder = new VariationalAutoencoder(1, TemplateModel.Side, TemplateModel.Side, seed: 1);
        VariationalTrainer.Train(autoencoder, _pictures, seed: 1, Steps, () => { }, TestContext.Current.CancellationToken);
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        return Values(autoencoder.Decode(autoencoder.Encode(_pictures.Batch([.. Enumerable.Range(0, _pictures.Count)])).Mean));
    }

    private static float[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();
}
