using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Learning.Repair;

/// <summary>Takes a backdoor out of a network, by each method that was asked for, and tells which did it best.</summary>
/// <example><code>
/// var result = ModelRepair.Run(model.Network, images, [BackdoorTrigger.Of(reversed)], new RepairSettings(), SilentProgress.Instance, cancellationToken);
/// Console.WriteLine($"{result.Chosen?.Method}: {result.Chosen?.Success}");
/// </code></example>
public static class ModelRepair
{
    /// <param name="network">Is not changed.</param>
    /// <param name="images">Clean ones of all classes.</param>
    /// <param name="triggers">At least one.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told of long work.</param>
    /// <param name="cancellationToken">Stops soon.</param>
    /// <exception cref="RepairException">There is nothing to repair, or the network cannot be asked.</exception>
    public static RepairResult Run(
        ConvNetwork network, RepairImages images, IReadOnlyList<BackdoorTrigger> triggers, RepairSettings settings, IScanProgress progress, CancellationToken cancellationToken)
    {
        LibTorch.EnsureLoaded();
        if (triggers.Count == 0)
            throw new RepairException("There is no trigger to take out of the model.") { IsForLackOfBackdoor = true };

        progress.Begin("Measuring the backdoor", null);
        var meter = new RepairMeter(images, settings.Jobs);
        var accuracy = meter.Accuracy(network, images.HeldOut, cancellationToken);
        var success = meter.WorstSuccess(network, images.HeldOut, triggers, cancellationToken);
        var task = new RepairTask(network, images, triggers, settings) { Channels = TriggerChannels.Of(network, images, triggers, cancellationToken) };
        List<RepairAdvice> advice = [.. triggers.Select(trigger => RepairAdvice.Of(network, images, trigger, task.Channels.Share, meter, cancellationToken))];
        IRepairMethod[] methods = [.. RepairMethods.All.Where(method => Asked(method, settings))];
        progress.Begin("Repairing", methods.Length);
        var trials = new List<RepairTrial>();
        foreach (var method in methods)
        {
            trials.Add(Try(method, task, meter, cancellationToken));
            progress.Advance(1);
        }

        return new RepairResult
        {
            Images = images,
            Triggers = triggers,
            Accuracy = accuracy,
            Success = success,
            Advice = advice,
            Trials = trials,
            Chosen = Best(trials, accuracy),
        };
    }

    /// <summary>Of those that spare clean images the one that leaves least of the trigger; where none spares them, the one that does it most. The first of several.</summary>
    internal static RepairTrial? Best(IEnumerable<RepairTrial> trials, Proportion before) => trials
        .Where(trial => trial.Accuracy is not null)
        .OrderByDescending(trial => trial.Spares(before))
        .ThenBy(trial => trial.Spares(before) ? trial.Success!.Share : 1 - trial.Accuracy!.Share)
        .FirstOrDefault();

    private static bool Asked(IRepairMethod method, RepairSettings settings) =>
        settings.Method == RepairMethods.Auto ? method.Name != RepairMethods.Isolated || settings.Trained is not null : method.Name == settings.Method;

    private static RepairTrial Try(IRepairMethod method, RepairTask task, RepairMeter meter, CancellationToken cancellationToken)
    {
        var started = task.Settings.Time.GetTimestamp();
        var attempt = method.Repair(task, cancellationToken);
        var trial = new RepairTrial { Method = method.Name, Note = attempt.Note, Seconds = task.Settings.Time.GetElapsedTime(started).TotalSeconds };
        if (attempt.Network is null)
            return trial;

        using var network = attempt.Network;
        return trial with
        {
            Accuracy = meter.Accuracy(network, task.Images.HeldOut, cancellationToken),
            Success = meter.WorstSuccess(network, task.Images.HeldOut, task.Triggers, cancellationToken),
            Weights = TrainedModel.TensorsOf(network),
        };
    }
}
