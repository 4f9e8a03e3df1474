namespace DatasetGuard.Learning.Repair;

/// <summary>
/// Wang et al., "Neural Cleanse" (IEEE S&amp;P 2019), section VI.C: train on clean images, of which a fifth have the reversed trigger on them and keep their labels.
/// </summary>
internal sealed class Unlearning : IRepairMethod
{
    public string Name => "unlearn";

    public RepairAttempt Repair(RepairTask task, CancellationToken cancellationToken)
    {
        var network = task.Original.Copy();
        UnlearningRounds.Run(network, task, cut: [], cancellationToken);
        return new RepairAttempt(network, "");
    }
}
