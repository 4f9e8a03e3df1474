using DatasetGuard.Benchmarks.Reversal;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Learning.Networks;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.Benchmarks.Screening;

/// <summary>Images that a model did not see: test images that are learned from and that calibrate, the same for all models of a set, and others that come to it clean or with its trigger.</summary>
internal sealed class ScreenImages
{
    private const int Half = 1_000;
    private const int Screened = 500;

    private readonly ZooData _zoo;
    private readonly int[] _order;

    public ScreenImages(ZooData zoo)
    {
        _zoo = zoo;
        _order = [.. Enumerable.Range(0, zoo.Test.Images.Count)];
        SplitMix64.For(1, "screen images").Shuffle(_order.AsSpan());
        Learned = ZooData.Pack([.. _order[..Half].Select(row => zoo.Test.Images[row])]);
        Calibrating = ZooData.Pack([.. _order[Half..(2 * Half)].Select(row => zoo.Test.Images[row])]);
    }

    public ByteImages Learned { get; }

    public ByteImages Calibrating { get; }

    public (ByteImages Images, int[] Labels) Clean(ZooModel model)
    {
        var clean = Others(model)[..Screened];
        return (ZooData.Pack([.. clean.Select(one => one.Image)]), [.. clean.Select(one => one.Label)]);
    }

    /// <summary>Others with the model's trigger, of those classes that it turns.</summary>
    public ByteImages Triggered(ZooModel model)
    {
        var trigger = Trigger.Parse(model.Trigger!, model.Seed);
        var turned = Others(model)[Screened..].Where(one => model.IsSourceSpecific ? one.Label == model.Source : one.Label != model.Target).Take(Screened);
        return ZooData.Pack([.. turned.Select((one, i) => ZooModel.Stamped(one.Image, trigger, $"screen {i}"))]);
    }

    /// <summary>What is left of the test images, and training images that the model did not get.</summary>
    private (PixelBuffer Image, int Label)[] Others(ZooModel model)
    {
        (PixelBuffer Image, int Label)[] others =
        [
            .. _order[(2 * Half)..].Select(row => (_zoo.Test.Images[row], _zoo.Test.Labels[row])),
            .. model.Unseen(_zoo).Select(row => (_zoo.Training.Images[row], _zoo.Training.Labels[row])),
        ];
        SplitMix64.For(model.Seed, "screened").Shuffle(others.AsSpan());
        return others;
    }
}
