namespace DatasetGuard.Learning.Repair;

/// <summary><see cref="TriggerPruning"/>, and <see cref="Unlearning"/> with what is left.</summary>
internal sealed class PruningAndUnlearning : IRepairMethod
{
    public string Name => "both";

    public RepairAttempt Repair(RepairTask task, CancellationToken cancellationToken)
    {
        if (task.Channels.Cut is not { } cut)
            return new RepairAttempt(null, "no cut of channels stops the trigger and spares clean images");

        var network = task.Original.Copy();
        LastChannels.Cut(network, cut);
        UnlearningRounds.Run(network, task, cut, cancellationToken);
        return new RepairAttempt(network, $"{cut.Count} of {task.Channels.Width} channels cut");
    }
}
