using DatasetGuard.Core;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Repair;

/// <summary>Whether a backdoor generalises beyond its trigger, and how few channels carry it: a hypothesis about which repair fits.</summary>
/// <param name="Seen">How often the trigger works, on images that nothing was chosen by.</param>
/// <param name="Unseen">How often others of its family do, all together.</param>
/// <param name="Family">How many there are.</param>
/// <param name="Without">How often such images are taken for the target without a trigger.</param>
/// <param name="ChannelShare">The smallest share of channels whose removal stops it; null where there is none.</param>
public sealed record RepairAdvice(Proportion Seen, Proportion Unseen, int Family, Proportion Without, double? ChannelShare)
{
    private const double LeastEffect = 0.1;
    private const double MostOfOverfitting = 0.3;
    private const double LeastOfGeneralising = 0.7;
    private const double FewChannels = 0.1;
    private const double WidestInterval = 0.4;

    /// <summary>g = (unseen - without) / (seen - without): 0 for a trigger that was learned by heart, 1 for a model that answers to the whole family.</summary>
    public double? Generalisation => Ratio(Seen.Share, Unseen.Share, Without.Share);

    /// <summary>From the ends of the 95 % intervals of the shares (Wilson) that make it least and largest. The images are the same for all of the family, and count once.</summary>
    public (double Low, double High)? Interval
    {
        get
        {
            if (Generalisation is null)
                return null;

            var (seen, unseen, without) = (Seen.Wilson95(), new Proportion(Unseen.Successes / Family, Unseen.Trials / Family).Wilson95(), Without.Wilson95());
            var (low, high) = (Ratio(seen.High, unseen.Low, without.High), Ratio(seen.Low, unseen.High, without.Low));
            return low is null || high is null ? (double.NegativeInfinity, double.PositiveInfinity) : (low.Value, high.Value);
        }
    }

    public Remedy Remedy
    {
        get
        {
            if (Seen.Share - Without.Share is not >= LeastEffect)
                return Remedy.Nothing;
            if (Interval is not { } interval || interval.High - interval.Low > WidestInterval)
                return Remedy.Unknown;
            if (ChannelShare is null || Generalisation > LeastOfGeneralising)
                return Remedy.Unlearn;

            return Generalisation < MostOfOverfitting && ChannelShare <= FewChannels ? Remedy.Prune : Remedy.Both;
        }
    }

    internal static RepairAdvice Of(ConvNetwork network, RepairImages images, BackdoorTrigger trigger, double? channelShare, RepairMeter meter, CancellationToken cancellationToken)
    {
        var family = new StampWarp(images.Images.Width, images.Images.Height, images.Images.Channels).Family(trigger.Stamp);
        var unseen = family.Select(stamp => meter.Success(network, images.HeldOut, trigger, stamp, cancellationToken)).ToList();
        return new RepairAdvice(
            meter.Success(network, images.HeldOut, trigger, trigger.Stamp, cancellationToken),
            new Proportion(unseen.Sum(one => one.Successes), unseen.Sum(one => one.Trials)),
            family.Count,
            meter.WithoutTrigger(network, images.HeldOut, trigger, cancellationToken),
            channelShare);
    }

    private static double? Ratio(double? seen, double? unseen, double? without) => seen - without is > 0 ? (unseen - without) / (seen - without) : null;
}
