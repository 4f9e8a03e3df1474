using DatasetGuard.Core;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Repair;

/// <summary>The channels of the last convolution that a trigger lights up more than clean images do.</summary>
/// <param name="Cut">The fewest, in the order of that, without which the trigger works no more and clean images still do; null where there are none.</param>
/// <param name="Width">Of all channels.</param>
/// <param name="Success">Of the trigger that works best, without them; or without all, where there are none.</param>
/// <remarks>
/// Wang et al., "Neural Cleanse" (IEEE S&amp;P 2019), section VI.B, ranks neurons so. The share of the channels that have to go is the kappa of the advice.
/// </remarks>
internal sealed record TriggerChannels(IReadOnlyList<int>? Cut, int Width, Proportion Success)
{
    /// <summary>From 0 to 1; null where no cut serves.</summary>
    public double? Share => Cut is null ? null : (double)Cut.Count / Width;

    public static TriggerChannels Of(ConvNetwork network, RepairImages images, IReadOnlyList<BackdoorTrigger> triggers, CancellationToken cancellationToken)
    {
        var labels = images.LabelsOf(images.Seen);
        var clean = LastChannels.FeaturesOf(network, images.Images, images.Seen, cancellationToken);
        var stamped = triggers.Select(trigger => FeaturesOf(network, images, trigger, cancellationToken)).ToList();
        var usual = LastChannels.MeanActivation(network.Shape, clean);
        var lit = LastChannels.MeanActivation(network.Shape, [.. stamped.SelectMany(features => features)]);
        int[] order = [.. Enumerable.Range(0, usual.Length).OrderByDescending(channel => lit[channel] - usual[channel])];

        var right = new CutLogits(network, clean);
        var turned = stamped.Select(features => new CutLogits(network, features)).ToList();
        var least = right.Right(labels).Share - RepairSettings.MostLoss;
        var success = Worst();
        for (var count = 0; ; count++)
        {
            if (success.Share < RepairSettings.MostSuccess)
                return new TriggerChannels(order[..count], order.Length, success);
            if (count == order.Length - 1)
                return new TriggerChannels(null, order.Length, success);

            right.Cut(order[count]);
            turned.ForEach(logits => logits.Cut(order[count]));
            success = Worst();
            if (right.Right(labels).Share < least)
                return new TriggerChannels(null, order.Length, success);
        }

        Proportion Worst() => turned.Select((logits, i) => logits.TakenFor(triggers[i].Target)).MaxBy(share => share.Share ?? 0)!;
    }

    private static float[] FeaturesOf(ConvNetwork network, RepairImages images, BackdoorTrigger trigger, CancellationToken cancellationToken)
    {
        var stamped = StampedImages.Of(images.Images, images.Turned(images.Seen, trigger), trigger.Stamp);
        return LastChannels.FeaturesOf(network, stamped, [.. Enumerable.Range(0, stamped.Count)], cancellationToken);
    }
}
