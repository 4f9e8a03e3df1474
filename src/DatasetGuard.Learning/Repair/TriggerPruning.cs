namespace DatasetGuard.Learning.Repair;

/// <summary>Wang et al., "Neural Cleanse" (IEEE S&amp;P 2019), section VI.B: cut off what the reversed trigger lights up, then train on clean images.</summary>
internal sealed class TriggerPruning : IRepairMethod
{
    public string Name => "prune";

    public RepairAttempt Repair(RepairTask task, CancellationToken cancellationToken)
    {
        if (task.Channels.Cut is not { } cut)
            return new RepairAttempt(null, "no cut of channels stops the trigger and spares clean images");

        var network = task.Original.Copy();
        LastChannels.Cut(network, cut);
        new FineTuning { Cut = cut }.Run(network, task.Images, task.Settings.Seed, cancellationToken);
        return new RepairAttempt(network, $"{cut.Count} of {task.Channels.Width} channels cut");
    }
}
