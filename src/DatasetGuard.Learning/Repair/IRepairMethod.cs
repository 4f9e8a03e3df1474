namespace DatasetGuard.Learning.Repair;

/// <summary>A way to take a backdoor out of a model.</summary>
internal interface IRepairMethod
{
    /// <summary>As options and files have it.</summary>
    string Name { get; }

    /// <param name="task">Its network is not changed.</param>
    /// <param name="cancellationToken">Stops after the step.</param>
    /// <exception cref="RepairException">The loss is no longer a number.</exception>
    RepairAttempt Repair(RepairTask task, CancellationToken cancellationToken);
}
