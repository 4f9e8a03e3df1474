using System.Numerics.Tensors;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Detection.Verification;

/// <summary>Networks that are trained without some images of each class, or with three quarters of them.</summary>
/// <param name="model">The surrogate, whose shape they have.</param>
/// <param name="lookAlikes">What is trained with together, or not at all.</param>
/// <param name="context">The scan.</param>
/// <param name="schedule">How long they are trained.</param>
internal sealed class WithholdingNetworks(SurrogateModel model, LookAlikes lookAlikes, ScanContext context, TrainingSchedule schedule)
{
    private const int Quarters = 4;

    /// <summary>So many of them are asked about, the first ones.</summary>
    private const int Asked = 2;

    /// <summary>Three networks side by side: without all, and twice without a quarter.</summary>
    public (WithoutGroups Without, int[] WithOthers) Run(IReadOnlyList<WithheldPart> parts, CancellationToken cancellationToken)
    {
        var quarters = QuartersOf(parts, cancellationToken);
        var without = WithoutOf(quarters);
        var withOthers = NotAsked();
        Train([JobWithout(quarters, without), .. JobsWithOthers(quarters, withOthers)], cancellationToken);
        return (without, withOthers);
    }

    /// <summary>One network, without all.</summary>
    public WithoutGroups Without(IReadOnlyList<WithheldPart> parts, CancellationToken cancellationToken)
    {
        var quarters = QuartersOf(parts, cancellationToken);
        var without = WithoutOf(quarters);
        Train([JobWithout(quarters, without)], cancellationToken);
        return without;
    }

    /// <summary>Two networks, each without another quarter.</summary>
    /// <returns>For each row the class that the one says which was not trained with it; <see cref="WithheldGroup.NotAsked"/> for the other rows.</returns>
    public int[] WithOthers(IReadOnlyList<WithheldPart> parts, CancellationToken cancellationToken)
    {
        var withOthers = NotAsked();
        Train([.. JobsWithOthers(QuartersOf(parts, cancellationToken), withOthers)], cancellationToken);
        return withOthers;
    }

    private void Train((NetworkJob Job, RowReceiver Receive)[] jobs, CancellationToken cancellationToken)
    {
        context.Progress.Begin("Training without suspects", jobs.Sum(job => job.Job.Steps));
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        OneByOne.For(jobs.Length, options, i => jobs[i].Job.Run(model.Rows.Labels, jobs[i].Receive, context.Progress, cancellationToken).Dispose());
    }

    private (NetworkJob Job, RowReceiver Receive) JobWithout(int[] quarters, WithoutGroups without) => (JobOf(quarter => quarter != 0, quarters), without.Receive);

    private IEnumerable<(NetworkJob Job, RowReceiver Receive)> JobsWithOthers(int[] quarters, int[] withOthers)
    {
        RowReceiver hear = (row, _, logits) => withOthers[row] = TensorPrimitives.IndexOfMax(logits);
        return Enumerable.Range(1, Asked).Select(asked => (JobOf(quarter => quarter == asked, quarters), hear));
    }

    private WithoutGroups WithoutOf(int[] quarters) =>
        new(model.Rows, [.. Enumerable.Range(0, quarters.Length).Where(row => quarters[row] != 0)], BackdoorLimits.Of(context.Options));

    /// <summary>Of each row 0 where it is always trained with, else the number of its quarter.</summary>
    private int[] QuartersOf(IReadOnlyList<WithheldPart> parts, CancellationToken cancellationToken)
    {
        var quarters = new int[model.Rows.Count];
        foreach (var part in parts)
        {
            var order = part.All.ToArray();
            new Random(context.Options.Seed).Shuffle(order);
            foreach (var (group, quarter) in Quartered(lookAlikes.GroupsOf(order, cancellationToken), part.Group.ToHashSet()))
            {
                foreach (var row in group)
                    quarters[row] = quarter;
            }
        }

        return quarters;
    }

    /// <summary>
    /// Look-alikes are in one quarter. The largest groups of them come into the last one, which no network is asked about: little would be left to be trained
    /// with. Where few groups are in the quarters that are asked about, all are in the last: a dozen frames of one track say no more than one of them.
    /// </summary>
    /// <param name="groups">Look-alikes, the largest group first.</param>
    /// <param name="judged">Rows that count; others are left out with them.</param>
    /// <returns>The groups with their quarters, from 1 to 4, of which the first two are asked about.</returns>
    internal static IReadOnlyList<(int[] Group, int Quarter)> Quartered(IReadOnlyList<int[]> groups, HashSet<int> judged)
    {
        var (sizes, asked) = (new int[Quarters], 0);
        var quartered = new List<(int[] Group, int Quarter)>();
        foreach (var group in groups)
        {
            var smallest = Array.LastIndexOf(sizes, sizes.Min());
            sizes[smallest] += group.Length;
            quartered.Add((group, 1 + smallest));
            asked += smallest < Asked && group.Any(judged.Contains) ? 1 : 0;
        }

        return asked >= WithheldGroup.LeastAsked ? quartered : quartered.ConvertAll(item => (item.Group, Quarters));
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
