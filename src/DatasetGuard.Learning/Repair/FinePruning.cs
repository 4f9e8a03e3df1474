using DatasetGuard.Core;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Repair;

/// <summary>Liu, Dolan-Gavitt and Garg, "Fine-Pruning" (RAID 2018), section 4.2: cut off what sleeps on clean images, then train on them.</summary>
/// <remarks>It knows nothing of the trigger, so that it also serves where the reversed one is not the true one.</remarks>
internal sealed class FinePruning : IRepairMethod
{
    public string Name => RepairMethods.FinePruned;

    public RepairAttempt Repair(RepairTask task, CancellationToken cancellationToken)
    {
        var network = task.Original.Copy();
        var features = LastChannels.FeaturesOf(network, task.Images.Images, task.Images.Seen, cancellationToken);
        var cut = Dormant(network, features, task.Images.LabelsOf(task.Images.Seen), task.Settings.PruningBudget);
        LastChannels.Cut(network, cut);
        new FineTuning { Cut = cut }.Run(network, task.Images, task.Settings.Seed, cancellationToken);
        return new RepairAttempt(network, $"{cut.Count} of {network.Shape.Blocks[^1].Width} channels cut");
    }

    /// <summary>Channels in the order of their mean activation, as many as may go before the accuracy has fallen by more than the budget.</summary>
    internal static IReadOnlyList<int> Dormant(ConvNetwork network, float[] features, int[] labels, double budget)
    {
        int[] order = [.. LastChannels.MeanActivation(network.Shape, features).Index().OrderBy(pair => pair.Item).Select(pair => pair.Index)];
        var logits = new CutLogits(network, features);
        var least = Share(logits.Right(labels)) - budget;
        List<int> cut = [];
        foreach (var channel in order.SkipLast(1))
        {
            logits.Cut(channel);
            if (Share(logits.Right(labels)) < least)
                break;

            cut.Add(channel);
        }

        return cut;
    }

    private static double Share(Proportion right) => right.Share ?? 0;
}
