using System.Numerics.Tensors;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Detection.Verification;

/// <summary>Trains again without the suspected groups, all classes at once, and with one half of each.</summary>
/// <remarks>
/// It needs no idea of what a trigger looks like: what half of a group teaches a network about the other half, although without the group the images are
/// taken for other classes, is a reason that the images share and their class does not.
/// </remarks>
internal static class GroupWithholding
{
    private const double MaxShare = 0.3;
    private const double Member = 0.5;
    private static readonly TrainingSchedule Schedule = new();

    /// <param name="model">The surrogate.</param>
    /// <param name="classes">Classes with at least <see cref="ClassVerifier.MinClass"/> images.</param>
    /// <param name="suspicion">Of each row.</param>
    /// <param name="context">The scan.</param>
    /// <param name="cancellationToken">Stops within a batch.</param>
    /// <returns>One group for each class.</returns>
    public static WithheldGroup[] Run(SurrogateModel model, IReadOnlyList<ClassOutliers> classes, float[] suspicion, ScanContext context, CancellationToken cancellationToken)
    {
        var rows = model.Rows;
        var groups = classes.Select(one => GroupOf(one, model, suspicion)).ToArray();

        // 0 for what is always trained with, else 1 or 2 for the half of a group.
        var halves = new int[rows.Count];
        foreach (var group in groups)
        {
            var order = group.ToArray();
            new Random(context.Options.Seed).Shuffle(order);
            for (var i = 0; i < order.Length; i++)
                halves[order[i]] = 1 + (i % 2);
        }

        var (without, withOthers) = (new int[rows.Count], new int[rows.Count]);
        (NetworkJob Job, int[] Said)[] jobs =
        [
            (JobOf(model, half => half == 0, half => half != 0, halves, context), without),
            (JobOf(model, half => half != 1, half => half == 1, halves, context), withOthers),
            (JobOf(model, half => half != 2, half => half == 2, halves, context), withOthers),
        ];
        context.Progress.Begin("Training without suspects", jobs.Sum(job => job.Job.Steps));
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, jobs.Length, options, i =>
        {
            var said = jobs[i].Said;
            jobs[i].Job.Run(rows.Labels, (row, _, logits) => said[row] = TensorPrimitives.IndexOfMax(logits), context.Progress, cancellationToken).Dispose();
        });
        return [.. classes.Zip(groups, (one, group) => new WithheldGroup(one.Class, group, Array.ConvertAll(group, row => without[row]), Array.ConvertAll(group, row => withOthers[row])))];
    }

    /// <summary>The most suspicious images of a class and those that lie with them in feature space, the surest first; at most three in ten of the class.</summary>
    private static int[] GroupOf(ClassOutliers one, SurrogateModel model, float[] suspicion)
    {
        var first = model.Rows.Starts[one.Class];
        var count = one.Space.Count;
        var known = new bool[count];
        foreach (var i in Enumerable.Range(0, count).OrderByDescending(i => suspicion[first + i]).ThenBy(i => i).Take(ClassVerifier.GroupSize(count)))
            known[i] = true;

        var membership = GroupMembers.Grow(one.Space, known);
        return
        [
            .. Enumerable.Range(0, count)
                .Where(i => membership[i] > Member || known[i])
                .OrderByDescending(i => membership[i])
                .ThenByDescending(i => suspicion[first + i])
                .ThenBy(i => i)
                .Take((int)(MaxShare * count))
                .Select(i => first + i),
        ];
    }

    private static NetworkJob JobOf(SurrogateModel model, Func<int, bool> trains, Func<int, bool> asks, int[] halves, ScanContext context)
    {
        var seed = context.Options.Seed + 1;
        int[] training = [.. model.TrainingRows.Where(row => trains(halves[row]))];
        int[] asked = [.. Enumerable.Range(0, halves.Length).Where(row => asks(halves[row]))];
        return new NetworkJob(model.Images, model.Shape, Schedule, training, asked, seed);
    }
}
