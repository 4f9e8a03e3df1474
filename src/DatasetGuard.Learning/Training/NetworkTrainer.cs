using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;

namespace DatasetGuard.Learning.Training;

/// <summary>Trains a network by cross-entropy on one thread. The same images, labels, schedule and seed give the same network.</summary>
public static class NetworkTrainer
{
    /// <param name="network">Is changed.</param>
    /// <param name="images">All of one size, in an order that does not depend on how they were read.</param>
    /// <param name="labels">Class of each of <paramref name="images"/>.</param>
    /// <param name="schedule">How long and how fast.</param>
    /// <param name="seed">Decides the order within each epoch.</param>
    /// <param name="trained">Told how many images more were seen.</param>
    /// <param name="cancellationToken">Stops after the batch.</param>
    public static void Train(
        ConvNetwork network, ByteImages images, int[] labels, TrainingSchedule schedule, int seed, Action<int> trained, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        int[] order = [.. Enumerable.Range(0, images.Count)];
        var optimizer = new AdamW(network.Parameters, schedule.WeightDecay);
        var batches = Math.Max(1, (order.Length + schedule.BatchSize - 1) / schedule.BatchSize);
        var steps = schedule.EpochsFor(order.Length) * batches;
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = step % batches;
            if (batch == 0)
                random.Shuffle(order);

            // Batches of nearly equal size: a last one of a single image would have no variance to be normalised by.
            var first = (int)((long)order.Length * batch / batches);
            var part = order.AsSpan(first, (int)((long)order.Length * (batch + 1) / batches) - first);
            Step(network, images, part, labels);
            optimizer.Step(schedule.RateAt(step, steps));
            trained(part.Length);
        }
    }

    private static void Step(ConvNetwork network, ByteImages images, ReadOnlySpan<int> rows, int[] labels)
    {
        using var scope = NewDisposeScope();
        var targets = new long[rows.Length];
        for (var i = 0; i < targets.Length; i++)
            targets[i] = labels[rows[i]];

        var (_, logits) = network.Forward(images.Batch(rows), isTraining: true);
        nn.functional.cross_entropy(logits, tensor(targets)).backward();
    }
}
