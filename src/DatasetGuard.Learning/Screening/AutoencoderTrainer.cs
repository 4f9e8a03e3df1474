using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using static TorchSharp.torch;

namespace DatasetGuard.Learning.Screening;

/// <summary>Trains an autoencoder by the mean of squared errors on one thread. The same pictures and seed give the same weights.</summary>
public static class AutoencoderTrainer
{
    private const int BatchSize = 32;

    /// <summary>What is seen in all: a convolution learns from every pixel, so that large pictures need fewer passes.</summary>
    private const long Pixels = 30_000_000;

    private const int LeastSteps = 300;
    private const int MostSteps = 1_000;

    private static readonly TrainingSchedule Schedule = new() { MaxRate = 0.004, WeightDecay = 0 };

    /// <summary>Batches that it takes.</summary>
    public static int StepsFor(ByteImages pictures) => (int)Math.Clamp(Pixels / ((long)pictures.Width * pictures.Height * BatchSize), LeastSteps, MostSteps);

    /// <param name="autoencoder">Is changed.</param>
    /// <param name="pictures">Clean ones, at least one, in an order that does not depend on how they were read.</param>
    /// <param name="seed">Decides the order.</param>
    /// <param name="trained">Told of each batch.</param>
    /// <param name="cancellationToken">Stops after the batch.</param>
    public static void Train(Autoencoder autoencoder, ByteImages pictures, int seed, Action trained, CancellationToken cancellationToken)
    {
        var random = Streams.For(seed, Streams.Purpose.Screening, 1);
        var optimizer = new AdamW(autoencoder.Parameters, Schedule.WeightDecay);
        var (order, steps) = (new Queue<int>(), StepsFor(pictures));
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = pictures.Batch(Next(order, Math.Min(BatchSize, pictures.Count), pictures.Count, random));
            nn.functional.mse_loss(autoencoder.Forward(batch), batch).backward();
            optimizer.Step(Schedule.RateAt(step, steps));
            trained();
        }
    }

    private static int[] Next(Queue<int> order, int size, int count, Random random)
    {
        var rows = new int[size];
        for (var i = 0; i < size; i++)
        {
            if (order.Count == 0)
            {
                int[] all = [.. Enumerable.Range(0, count)];
                random.Shuffle(all);
                Array.ForEach(all, order.Enqueue);
            }

            rows[i] = order.Dequeue();
        }

        return rows;
    }
}
