using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using static TorchSharp.torch;

namespace DatasetGuard.Learning.Repair;

/// <summary>
/// Li et al., "Anti-Backdoor Learning" (NeurIPS 2021, arXiv 2110.11571), equation 5: down the loss of the images that nobody suspects, and up that of the suspects.
/// </summary>
/// <remarks>
/// They isolate suspects by how fast they are learned; here a scan of the training data has named them. An image is pushed no further than guessing, a loss of log K:
/// beyond it the ascent only destroys, for a loss has no upper end.
/// </remarks>
internal sealed class IsolatedUnlearning : IRepairMethod
{
    private const int BatchSize = 64;
    private const int SuspectBatch = 16;
    private const int Steps = 240;
    private const double MaxRate = 0.001;

    public string Name => RepairMethods.Isolated;

    public RepairAttempt Repair(RepairTask task, CancellationToken cancellationToken)
    {
        if (task.Settings.Trained is not { } trained)
            return new RepairAttempt(null, "needs the training set and its suspects");

        var network = task.Original.Copy();
        var (optimizer, schedule) = (new AdamW(network.Parameters, weightDecay: 0.01), new TrainingSchedule { MaxRate = MaxRate });
        using var others = Batches(trained.Others, BatchSize, task.Settings.Seed, 0).GetEnumerator();
        using var suspects = Batches(trained.Suspects, SuspectBatch, task.Settings.Seed, 1).GetEnumerator();
        for (var step = 0; step < Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            others.MoveNext();
            suspects.MoveNext();
            Step(network, trained, others.Current, suspects.Current, Streams.For(task.Settings.Seed, Streams.Purpose.Repair, 2, step));
            optimizer.Step(schedule.RateAt(step, Steps));
        }

        return new RepairAttempt(network, $"{trained.Suspects.Length:N0} suspects unlearned");
    }

    private static void Step(ConvNetwork network, SuspectedImages trained, int[] others, int[] suspects, Random random)
    {
        using var scope = NewDisposeScope();
        int[] rows = [.. others, .. suspects];
        var changes = new Augmentation { Shift = Augmentation.ShiftFor(trained.Images.Height, trained.Images.Width) };
        var at = 0;
        var input = trained.Images.Batch(rows, (from, to) =>
        {
            // A suspect stays as it is: its trigger may have a place.
            (at++ < others.Length ? changes : Augmentation.None).Apply(from, to, trained.Images.Width, trained.Images.Channels, random);
        });
        var (_, logits) = network.Forward(input, isTraining: true);
        var costs = nn.functional.cross_entropy(logits, tensor(Array.ConvertAll(rows, row => (long)trained.Labels[row])), reduction: nn.Reduction.None);
        var down = costs.slice(0, 0, others.Length, 1).mean();
        var up = minimum(costs.slice(0, others.Length, rows.Length, 1), TensorMath.Constant(Math.Log(network.Shape.Classes), costs)).mean();
        var loss = down.sub(up);
        if (!double.IsFinite(TensorMath.Value(loss)))
            throw new RepairException("The loss is no longer a number. Another --seed may help.");

        loss.backward();
    }

    /// <summary>Rows in an order that is new in each pass, without an end.</summary>
    private static IEnumerable<int[]> Batches(int[] rows, int size, int seed, int which)
    {
        for (var pass = 0; ; pass++)
        {
            int[] order = [.. rows];
            Streams.For(seed, Streams.Purpose.Repair, 3, which, pass).Shuffle(order);
            foreach (var batch in order.Chunk(size))
                yield return batch;
        }
    }
}
