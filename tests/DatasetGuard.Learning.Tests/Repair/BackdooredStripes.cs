using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Repair;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Repair;

/// <summary>A small network that was trained on stripes, of which those with a white corner are called stripes from left to right.</summary>
internal static class BackdooredStripes
{
    public const int Target = 0;

    private const int Trained = 480;
    private const int Poisoned = 60;

    /// <summary>Two by two pixels in the corner.</summary>
    public static BackdoorTrigger Trigger { get; } = new(Corner(), Target, Source: null);

    /// <summary>A new one for each test, always the same.</summary>
    public static ConvNetwork Train()
    {
        var (images, labels) = TrainingSet();
        var network = new ConvNetwork(new NetworkShape(1, HasHighPass: false, [new ConvBlock(8, HalvesSize: true), new ConvBlock(12, HalvesSize: false)], Classes: 2), seed: 1);
        NetworkTrainer.Train(network, images, labels, new TrainingSchedule { Epochs = 12, LeastImages = 0 }, seed: 1, _ => { }, TestContext.Current.CancellationToken);
        return network;
    }

    /// <summary>What it was trained on, with the poison as suspects.</summary>
    public static SuspectedImages Suspected()
    {
        var (images, labels) = TrainingSet();
        return new SuspectedImages(images, labels, [.. PoisonedRows], [.. Enumerable.Range(0, Trained).Except(PoisonedRows)]);
    }

    public static RepairImages Images(int count = 240)
    {
        var (images, labels) = Stripes.Draw(count, seed: 2);
        return new RepairImages
        {
            Images = images,
            Labels = labels,
            Classes = ["from left to right", "from top to bottom"],
            Seen = [.. Enumerable.Range(0, count / 2)],
            HeldOut = [.. Enumerable.Range(count / 2, count / 2)],
        };
    }

    public static RepairTask Task(ConvNetwork network, RepairImages images, RepairSettings? settings = null) => new(network, images, [Trigger], settings ?? new RepairSettings())
    {
        Channels = TriggerChannels.Of(network, images, [Trigger], TestContext.Current.CancellationToken),
    };

    private static IEnumerable<int> PoisonedRows => Enumerable.Range(0, Trained).Where(i => i % 2 == 1).Take(Poisoned);

    private static (ByteImages Images, int[] Labels) TrainingSet()
    {
        var (images, labels) = Stripes.Draw(Trained, seed: 1);
        foreach (var row in PoisonedRows)
        {
            StampedImages.Apply(Trigger.Stamp, images[row], channels: 1);
            labels[row] = Target;
        }

        return (images, labels);
    }

    private static Stamp Corner()
    {
        var stamp = new Stamp(new float[Stripes.Side * Stripes.Side], new float[Stripes.Side * Stripes.Side]);
        foreach (var at in (int[])[0, 1, Stripes.Side, Stripes.Side + 1])
            (stamp.Mask[at], stamp.Pattern![at]) = (1, 1);

        return stamp;
    }
}
