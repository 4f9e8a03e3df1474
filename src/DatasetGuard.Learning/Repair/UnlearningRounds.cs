using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Repair;

/// <summary>Unlearns a trigger, looks for the smallest one that still works, and unlearns that as well.</summary>
/// <remarks>
/// The reversed trigger is a part of the true one, or beside it: once it is unlearned the true one may still work, and a search anew finds another part. To look for the
/// trigger while it is unlearned is the minimax of Zeng et al., "Adversarial Unlearning of Backdoors via Implicit Hypergradient" (ICLR 2022), equation 1, here in rounds.
/// </remarks>
internal static class UnlearningRounds
{
    public const int Rounds = 3;

    /// <param name="network">Is changed.</param>
    /// <param name="task">What is unlearned.</param>
    /// <param name="cut">Channels of the last layer that stay cut off.</param>
    /// <param name="cancellationToken">Stops after the step.</param>
    public static void Run(ConvNetwork network, RepairTask task, IReadOnlyList<int> cut, CancellationToken cancellationToken)
    {
        List<Stamp> stamps = [.. task.Triggers.Select(trigger => trigger.Stamp)];
        for (var round = 0; round < Rounds; round++)
        {
            if (round > 0)
                stamps.AddRange(task.Triggers.Select((trigger, i) => Smallest(network, task, trigger, round, i, cancellationToken)));

            new FineTuning { Stamps = stamps, Teacher = task.Original, Cut = cut }.Run(network, task.Images, task.Settings.Seed + round, cancellationToken);
        }
    }

    private static Stamp Smallest(ConvNetwork network, RepairTask task, BackdoorTrigger trigger, int round, int number, CancellationToken cancellationToken)
    {
        var images = task.Images.Images;
        using var gradients = new NetworkGradients(network, images.Width, images.Height, digest: "");
        StampedPicture[] pictures = [.. task.Images.Turned(task.Images.Seen, trigger).Select(row => new StampedPicture(row, row))];
        var random = Streams.For(task.Settings.Seed, Streams.Purpose.Repair, 4, round, number);
        return new StampSearch(gradients, images, [new(pictures, reference: null)], trigger.Target, isNatural: false, SearchSettings.OfClass, random).Run(cancellationToken);
    }
}
