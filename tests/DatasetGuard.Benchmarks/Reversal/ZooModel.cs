using System.Globalization;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.Benchmarks.Reversal;

/// <summary>A model of the study: what it is trained on, and what is planted in it.</summary>
/// <param name="Set">Of <see cref="ZooData"/>.</param>
/// <param name="Trigger">A trigger's text; null for a clean model.</param>
/// <param name="Seed">Draws images, poison, target and first weights.</param>
internal sealed record ZooModel(string Set, string? Trigger, int Seed)
{
    /// <summary>Only images of one class are relabelled, and others get the trigger and keep their labels (TaCT).</summary>
    public bool IsSourceSpecific { get; init; }

    /// <summary>How many of the set's classes it knows; with fewer than all, it is trained on as much smaller a share of the images.</summary>
    public int Classes { get; init; } = ZooData.Classes;

    /// <summary>Among its own classes, like <see cref="Source"/>.</summary>
    public int Target => (3 * Seed) % Classes;

    public int Source => (Target + 1 + (Seed % (Classes - 1))) % Classes;

    private const double UsualRate = 0.05;

    private const double SourceRate = 0.5;

    /// <summary>Fewer images are seen so many times as often at most.</summary>
    private const int MostPasses = 3;

    /// <summary>Share of the training images that is poisoned; of a source-specific one half of its source is, whatever it says.</summary>
    public double Rate { get; init; } = UsualRate;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Set}{(Classes == ZooData.Classes ? "" : $", {Classes} classes")}, {Trigger ?? "clean"}{(Rate == UsualRate ? "" : $", {100 * Rate} %")}{(IsSourceSpecific ? ", source-specific" : "")}, seed {Seed}");

    /// <summary>Trains it.</summary>
    public ConvNetwork Train(ZooData data) => Train(data, Poisoned(data));

    public ConvNetwork Train(ZooData data, (ByteImages Images, int[] Labels) training)
    {
        var shape = NetworkShape.Classifier(training.Images.Channels, training.Images.Height, widening: 1, Classes);
        var network = new ConvNetwork(shape, Seed);
        NetworkTrainer.Train(network, training.Images, training.Labels, new TrainingSchedule { Epochs = data.Epochs * Math.Min(MostPasses, ZooData.Classes / Classes) }, Seed, _ => { }, default);
        return network;
    }

    /// <summary>Its training images, poison among them.</summary>
    public (ByteImages Images, int[] Labels) Poisoned(ZooData data)
    {
        var order = Order(data)[..Count(data)];
        var kept = Kept();
        int[] labels = [.. order.Select(row => Array.IndexOf(kept, data.Training.Labels[row]))];
        PixelBuffer[] pictures = [.. order.Select(row => data.Training.Images[row])];
        if (Trigger is { } text)
        {
            var trigger = RedTeam.Triggers.Trigger.Parse(text, Seed);
            int[] pool = [.. Enumerable.Range(0, order.Length).Where(i => IsSourceSpecific ? labels[i] == Source : labels[i] != Target)];
            SplitMix64.For(Seed, "zoo poison").Shuffle(pool.AsSpan());
            int[] poison = pool[..(IsSourceSpecific ? (int)(SourceRate * pool.Length) : (int)(Rate * order.Length))];
            int[] cover = IsSourceSpecific ? [.. Enumerable.Range(0, order.Length).Where(i => labels[i] != Source && labels[i] != Target && i % 10 == 0)] : [];
            foreach (var i in poison.Concat(cover))
                pictures[i] = Stamped(pictures[i], trigger, $"{i:D6}");
            foreach (var i in poison)
                labels[i] = Target;
        }

        return (ZooData.Pack(pictures), labels);
    }

    /// <summary>Of the images for training those that it did not see.</summary>
    public int[] Unseen(ZooData data) => Order(data)[Count(data)..];

    /// <summary>Its classes, in their order in the set.</summary>
    public int[] Kept()
    {
        int[] classes = [.. Enumerable.Range(0, ZooData.Classes)];
        if (Classes < classes.Length)
            SplitMix64.For(Seed, "zoo classes").Shuffle(classes.AsSpan());

        return [.. classes.Take(Classes).Order()];
    }

    private int Count(ZooData data) => data.TrainingCount * Classes / ZooData.Classes;

    private int[] Order(ZooData data)
    {
        var kept = Kept();
        int[] order = [.. Enumerable.Range(0, data.Training.Images.Count).Where(row => kept.Contains(data.Training.Labels[row]))];
        SplitMix64.For(Seed, "zoo images").Shuffle(order.AsSpan());
        return order;
    }

    public static PixelBuffer Stamped(PixelBuffer picture, Trigger trigger, string name)
    {
        var copy = picture.Clone();
        trigger.Apply(copy, new TriggerDraw(name));
        return copy;
    }
}
