using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Detection.Verification;

/// <summary>Trains again without the suspected groups, all classes at once, and with three quarters of each.</summary>
/// <remarks>
/// It needs no idea of what a trigger looks like: what most of a group teaches a network about the others of it, although without the group the images are
/// taken for other classes, is a reason that the images share and their class does not. Three quarters, because with few images less a network may
/// not learn the trigger at all; two networks, so that half of the group is asked about.
/// </remarks>
/// <param name="model">The surrogate.</param>
/// <param name="classes">Classes with at least <see cref="ClassVerifier.MinClass"/> images.</param>
/// <param name="context">The scan.</param>
/// <param name="lookAlikes">Which images are of one kind; only asked when there is a group.</param>
internal sealed class GroupWithholding(SurrogateModel model, IReadOnlyList<ClassOutliers> classes, ScanContext context, Lazy<LookAlikes> lookAlikes)
{
    private const double MaxShare = 0.3;

    /// <summary>Odd groups are proposed less surely, and what is left of the poison would teach the trigger all the same.</summary>
    private const double MaxOddShare = 0.5;

    /// <summary>More than this share of the most suspicious images lies in the smaller cluster, which itself is at most a third of the class.</summary>
    private const double ShareInCluster = 0.5;

    /// <summary>So much is withheld of each class without a group, at most so many images, where few classes have one: how foreign its images are is told by what a network says of images of other classes that it did not see.</summary>
    private const double ShareToCompare = 0.1;
    private const int MostToCompare = 100;
    private static readonly TrainingSchedule Schedule = new();
    private static readonly TrainingSchedule LongSchedule = new() { Epochs = 16 };

    /// <summary>Asks about what the surrogate and the blind networks disagree on.</summary>
    /// <param name="suspicion">Of each row.</param>
    /// <param name="cancellationToken">Stops within a batch.</param>
    /// <returns>One group for each class.</returns>
    public WithheldGroup[] Run(float[] suspicion, CancellationToken cancellationToken)
    {
        int[][] around = [.. classes.Select(one => GroupAround(one, suspicion))];
        var groups = Withhold(around, suspicion, cancellationToken);
        int[]?[] clusters = [.. classes.Select(one => SuspectedCluster(one, suspicion))];
        if (Array.TrueForAll(clusters, cluster => cluster is null))
            return groups;

        var clustered = Withhold([.. clusters.Zip(around, (cluster, group) => cluster ?? group)], suspicion, cancellationToken);
        return [.. groups.Zip(clustered, clusters).Select(item => item.Third is null ? item.First : Surer(item.First, item.Second))];
    }

    /// <summary>The same for what the edge networks do not find in its class: which is only asked further where other networks take it for other classes as well.</summary>
    /// <param name="edgeMargins">Of each row.</param>
    /// <param name="cancellationToken">Stops within a batch.</param>
    /// <returns>The classes in which it is worth asking.</returns>
    public WithheldGroup[] RunOdd(float[] edgeMargins, CancellationToken cancellationToken)
    {
        var rows = model.Rows;
        WithheldPart[] parts = [.. classes.Select(one => OddGroup.Of(one, edgeMargins.AsSpan(rows.Starts[one.Class], one.Space.Count), rows.Starts[one.Class], MaxOddShare))];
        var without = Networks(Schedule).Without(parts, cancellationToken);
        var asked = parts.Zip(classes).Where(item => without.Of(item.First) with { IsOdd = true } is { IsForeign: true }).ToList();
        if (asked.Count == 0)
            return [];

        // A change of all colours is hard to learn, so these are trained longer, and with all of the other classes.
        var withOthers = Networks(LongSchedule).WithOthers([.. asked.Select(item => item.First)], cancellationToken);
        return [.. asked.Select(item => Judged(without.Of(item.First) with { IsOdd = true }, item.First, item.Second, without, withOthers, rows))];
    }

    /// <summary>The same for groups of a few classes that were found without any network; not for those that are too small to show anything.</summary>
    /// <param name="found">At most one a class of each kind.</param>
    /// <param name="cancellationToken">Stops within a batch.</param>
    public WithheldGroup[] RunFound(IReadOnlyList<FoundGroup> found, CancellationToken cancellationToken)
    {
        var parts = found
            .Where(group => group.Rows.Length >= WithheldGroup.LeastRows)
            .Join(classes, group => group.Class, one => one.Class, (group, one) => (Group: group, One: one, Rows: group.Rows[..Math.Min(group.Rows.Length, (int)(MaxOddShare * one.Space.Count))]))
            .Select(item => (item.Group, item.One, Part: new WithheldPart(item.One.Class, item.Rows, item.Rows)))
            .ToList();
        if (parts.Count == 0)
            return [];

        var compared = classes.Select(one => one.Class).Except(parts.Select(item => item.One.Class)).Select(Compared);
        var (without, withOthers) = Networks(Schedule).Run([.. parts.Select(item => item.Part), .. compared], cancellationToken);
        return
        [
            .. from item in parts
               let judged = Judged(without.Of(item.Part) with { IsFound = true }, item.Part, item.One, without, withOthers, model.Rows)
               select item.Group.IsWhole && judged.IsSuspected ? judged with { Members = item.Group.Rows } : judged,
        ];
    }

    /// <summary>Images of a class that nothing is suspected of.</summary>
    private WithheldPart Compared(int classIndex)
    {
        int[] rows = [.. model.Rows.Of(classIndex)];
        new Random(context.Options.Seed + classIndex).Shuffle(rows);
        return new WithheldPart(classIndex, [], rows[..Math.Min(MostToCompare, (int)(ShareToCompare * rows.Length))]);
    }

    private static WithheldGroup Surer(WithheldGroup first, WithheldGroup second) =>
        (second.IsShown, second.IsSuspected, second.Members.Count).CompareTo((first.IsShown, first.IsSuspected, first.Members.Count)) > 0 ? second : first;

    private WithholdingNetworks Networks(TrainingSchedule schedule) => new(model, lookAlikes.Value, context, schedule);

    private WithheldGroup[] Withhold(int[][] groups, float[] suspicion, CancellationToken cancellationToken)
    {
        WithheldPart[] parts = [.. classes.Zip(groups, (one, group) => new WithheldPart(one.Class, group, [.. group.Union(OthersLike(one.Class, group.Length, suspicion))]))];
        var (without, withOthers) = Networks(Schedule).Run(parts, cancellationToken);
        return [.. parts.Zip(classes, (part, one) => Judged(without.Of(part), part, one, without, withOthers, model.Rows))];
    }

    private static WithheldGroup Judged(WithheldGroup group, WithheldPart part, ClassOutliers one, WithoutGroups without, int[] withOthers, ClassRows rows)
    {
        var judged = group with { WithOthers = Array.ConvertAll(part.Group, row => withOthers[row]) };
        return judged.IsSuspected ? judged with { Members = WithheldMembers.Of(judged, part, one.Space, rows.Starts[one.Class], without.Predicted, withOthers) } : judged;
    }

    /// <summary>The most suspicious images of a class and those that lie with them in feature space, the surest first; at most three in ten of the class.</summary>
    private int[] GroupAround(ClassOutliers one, float[] suspicion)
    {
        var first = model.Rows.Starts[one.Class];
        var count = one.Space.Count;
        var known = new bool[count];
        foreach (var i in MostSuspicious(one, suspicion))
            known[i] = true;

        var membership = GroupMembers.Grow(one.Space, known);
        return
        [
            .. Enumerable.Range(0, count)
                .Where(i => membership[i] > GroupMembers.Member || known[i])
                .OrderByDescending(i => membership[i])
                .ThenByDescending(i => suspicion[first + i])
                .ThenBy(i => i)
                .Take((int)(MaxShare * count))
                .Select(i => first + i),
        ];
    }

    /// <summary>
    /// The smaller cluster of a class where most of its most suspicious images lie in it: the larger a poisoned part is, the more of it the blind networks
    /// learn too, and the better it stands apart.
    /// </summary>
    private int[]? SuspectedCluster(ClassOutliers one, float[] suspicion)
    {
        var offsets = one.Clusters.Offsets;
        var suspicious = MostSuspicious(one, suspicion);
        if (!one.Clusters.HasMinority || suspicious.Count(i => offsets[i] > 0) <= ShareInCluster * suspicious.Length)
            return null;

        return [.. Enumerable.Range(0, offsets.Length).Where(i => offsets[i] > 0).OrderByDescending(i => offsets[i]).ThenBy(i => i).Select(i => model.Rows.Starts[one.Class] + i)];
    }

    /// <summary>Positions in the class, the most suspicious first.</summary>
    private int[] MostSuspicious(ClassOutliers one, float[] suspicion)
    {
        var first = model.Rows.Starts[one.Class];
        return [.. Enumerable.Range(0, one.Space.Count).OrderByDescending(i => suspicion[first + i]).ThenBy(i => i).Take(ClassVerifier.GroupSize(one.Space.Count))];
    }

    /// <summary>
    /// What else may carry the same trigger, for a network must not learn it from what is left of the group: images of the class that the surrogate
    /// finds there and no blind network does, the most suspicious first.
    /// </summary>
    private IEnumerable<int> OthersLike(int classIndex, int groupSize, float[] suspicion) => model.Rows.Of(classIndex)
        .Where(row => model.Margins[row] > 0 && Array.TrueForAll(model.BlindMargins, blind => blind[row] < 0))
        .OrderByDescending(row => suspicion[row])
        .ThenBy(row => row)
        .Take(Math.Max(0, (int)(MaxShare * model.Rows.CountOf(classIndex)) - groupSize));
}
