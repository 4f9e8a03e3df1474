using System.Numerics.Tensors;
using DatasetGuard.Core;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Repair;

/// <summary>Counts what a network says of pictures.</summary>
/// <param name="images">All.</param>
/// <param name="jobs">Threads.</param>
internal sealed class RepairMeter(RepairImages images, int jobs)
{
    /// <summary>How many of some images are told right.</summary>
    public Proportion Accuracy(ConvNetwork network, int[] rows, CancellationToken cancellationToken)
    {
        var said = Said(network, images.Images, rows, cancellationToken);
        return new Proportion(rows.Zip(said).Count(pair => images.Labels[pair.First] == pair.Second), rows.Length);
    }

    /// <summary>How many of those images that a trigger should turn are taken for its target without it.</summary>
    public Proportion WithoutTrigger(ConvNetwork network, int[] rows, BackdoorTrigger trigger, CancellationToken cancellationToken)
    {
        var asked = images.Turned(rows, trigger);
        return new Proportion(Said(network, images.Images, asked, cancellationToken).Count(label => label == trigger.Target), asked.Length);
    }

    /// <summary>How many of those images that a trigger should turn are taken for its target with a stamp on them.</summary>
    public Proportion Success(ConvNetwork network, int[] rows, BackdoorTrigger trigger, Stamp stamp, CancellationToken cancellationToken)
    {
        var stamped = StampedImages.Of(images.Images, images.Turned(rows, trigger), stamp);
        var said = Said(network, stamped, [.. Enumerable.Range(0, stamped.Count)], cancellationToken);
        return new Proportion(said.Count(label => label == trigger.Target), stamped.Count);
    }

    /// <summary>The success of the one that works best.</summary>
    public Proportion WorstSuccess(ConvNetwork network, int[] rows, IReadOnlyList<BackdoorTrigger> triggers, CancellationToken cancellationToken) =>
        triggers.Select(trigger => Success(network, rows, trigger, trigger.Stamp, cancellationToken)).MaxBy(success => success.Share ?? 0)!;

    private int[] Said(ConvNetwork network, ByteImages all, int[] rows, CancellationToken cancellationToken)
    {
        var (logits, classes) = (NetworkJudge.Logits(network, all, rows, jobs, cancellationToken), network.Shape.Classes);
        if (!TensorPrimitives.IsFiniteAll<float>(logits))
            throw new RepairException("The network gives answers that are no finite numbers. Another --seed may help; look whether its weights are whole.");

        return [.. Enumerable.Range(0, rows.Length).Select(i => TensorPrimitives.IndexOfMax(logits.AsSpan(i * classes, classes)))];
    }
}
