using System.Numerics.Tensors;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Detection.Verification;

/// <summary>Networks that are trained without some images of each class, or with three quarters of them.</summary>
/// <param name="model">The surrogate, whose shape they have.</param>
/// <param name="context">The scan.</param>
/// <param name="schedule">How long they are trained.</param>
internal sealed class WithholdingNetworks(SurrogateModel model, ScanContext context, TrainingSchedule schedule)
{
    private const int Quarters = 4;

    /// <summary>Three networks side by side: without all, and twice without a quarter.</summary>
    public (WithoutGroups Without, int[] WithOthers) Run(IReadOnlyList<WithheldPart> parts, CancellationToken cancellationToken)
    {
        var quarters = QuartersOf(parts);
        var without = WithoutOf(quarters);
        var withOthers = NotAsked();
        Train([JobWithout(quarters, without), .. JobsWithOthers(quarters, withOthers)], cancellationToken);
        return (without, withOthers);
    }

    /// <summary>One network, without all.</summary>
    public WithoutGroups Without(IReadOnlyList<WithheldPart> parts, CancellationToken cancellationToken)
    {
        var quarters = QuartersOf(parts);
        var without = WithoutOf(quarters);
        Train([JobWithout(quarters, without)], cancellationToken);
        return without;
    }

    /// <summary>Two networks, each without another quarter.</summary>
    /// <returns>For each row the class that the one says which was not trained with it; <see cref="WithheldGroup.NotAsked"/> for the other rows.</returns>
    public int[] WithOthers(IReadOnlyList<WithheldPart> parts, CancellationToken cancellationToken)
    {
        var withOthers = NotAsked();
        Train([.. JobsWithOthers(QuartersOf(parts), withOthers)], cancellationToken);
        return withOthers;
    }

    private void Train((NetworkJob Job, RowReceiver Receive)[] jobs, CancellationToken cancellationToken)
    {
        context.Progress.Begin("Training without suspects", jobs.Sum(job => job.Job.Steps));
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, jobs.Length, options, i => jobs[i].Job.Run(model.Rows.Labels, jobs[i].Receive, context.Progress, cancellationToken).Dispose());
    }

    private (NetworkJob Job, RowReceiver Receive) JobWithout(int[] quarters, WithoutGroups without) => (JobOf(quarter => quarter != 0, quarters), without.Receive);

    private IEnumerable<(NetworkJob Job, RowReceiver Receive)> JobsWithOthers(int[] quarters, int[] withOthers)
    {
        RowReceiver hear = (row, _, logits) => withOthers[row] = TensorPrimitives.IndexOfMax(logits);
        return [(JobOf(quarter => quarter == 1, quarters), hear), (JobOf(quarter => quarter == 2, quarters), hear)];
    }

    private WithoutGroups WithoutOf(int[] quarters) =>
        new(model.Rows, [.. Enumerable.Range(0, quarters.Length).Where(row => quarters[row] != 0)], BackdoorLimits.Of(context.Options));

    /// <summary>Of each row 0 where it is always trained with, else the number of its quarter.</summary>
    private int[] QuartersOf(IReadOnlyList<WithheldPart> parts)
    {
        var quarters = new int[model.Rows.Count];
        foreach (var order in parts.Select(part => part.All.ToArray()))
        {
            new Random(context.Options.Seed).Shuffle(order);
            for (var i = 0; i < order.Length; i++)
                quarters[order[i]] = 1 + (i % Quarters);
        }

        return quarters;
    }

    private int[] NotAsked()
    {
        var result = new int[model.Rows.Count];
        Array.Fill(result, WithheldGroup.NotAsked);
        return result;
    }

    private NetworkJob JobOf(Func<int, bool> isLeftOut, int[] quarters)
    {
        int[] training = [.. model.TrainingRows.Where(row => !isLeftOut(quarters[row]))];
        int[] asked = [.. Enumerable.Range(0, quarters.Length).Where(row => isLeftOut(quarters[row]))];
        return new NetworkJob(model.Images, model.Shape, schedule, training, asked, context.Options.Seed + 1);
    }
}
