using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Detection.Tests.Verification;

/// <summary>A network of two classes of faint noise, of which images of class 1 have a strong patch of 4 x 4 pixels in one of nine places.</summary>
public sealed class PatchedNetwork : IDisposable
{
    public const int Side = 16;
    public const int Patch = 4;

    public PatchedNetwork()
    {
        LibTorch.EnsureLoaded();
        var (images, labels, _) = Draw(300, seed: 1);
        Network = new ConvNetwork(new NetworkShape(3, HasHighPass: true, [new ConvBlock(8, true), new ConvBlock(16, false)], Classes: 2), seed: 1);
        NetworkTrainer.Train(Network, images, labels, new TrainingSchedule { BatchSize = 20 }, 1, _ => { }, default);
    }

    public ConvNetwork Network { get; }

    public void Dispose() => Network.Dispose();

    /// <summary>Images of one class that the network was not trained on.</summary>
    internal static (ByteImages Images, (int X, int Y)[] Corners) Of(int label, int count)
    {
        var (images, labels, corners) = Draw(2 * count, seed: 2);
        int[] chosen = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == label)];
        var result = new ByteImages(count, Side, Side, 3);
        for (var i = 0; i < count; i++)
            images[chosen[i]].CopyTo(result[i]);

        return (result, [.. chosen.Select(i => corners[i])]);
    }

    private static (ByteImages Images, int[] Labels, (int X, int Y)[] Corners) Draw(int count, int seed)
    {
        var random = new Random(seed);
        var images = Noise.Images(count, Side, Side, 3, seed, from: 110, to: 140);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        var corners = new (int X, int Y)[count];
        for (var i = 0; i < count; i++)
        {
            corners[i] = (1 + (5 * random.Next(3)), 1 + (5 * random.Next(3)));
            for (var at = 0; labels[i] == 1 && at < Patch * Patch * 3; at++)
            {
                var (x, y) = (corners[i].X + (at / 3 % Patch), corners[i].Y + (at / 3 / Patch));
                images[i][(((y * Side) + x) * 3) + (at % 3)] = (byte)random.Next(256);
            }
        }

        return (images, labels, corners);
    }
}
