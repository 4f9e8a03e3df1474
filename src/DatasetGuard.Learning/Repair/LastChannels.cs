using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Repair;

/// <summary>The channels of the last convolution, which nothing but the last layer reads: to cut one off is to take its weights there away.</summary>
internal static class LastChannels
{
    /// <summary>Mean activation of each over pictures, as the last layer reads it: the mean over a picture and, where the network has it, the maximum beside it.</summary>
    public static double[] MeanActivation(NetworkShape shape, float[] features)
    {
        var width = shape.Blocks[^1].Width;
        var sums = new double[width];
        for (var i = 0; i < features.Length; i++)
            sums[i % shape.Features % width] += features[i];

        return Array.ConvertAll(sums, sum => sum / (features.Length / shape.Features));
    }

    /// <summary>Features by rows.</summary>
    public static float[] FeaturesOf(ConvNetwork network, ByteImages images, int[] rows, CancellationToken cancellationToken)
    {
        var result = new float[(long)rows.Length * network.Shape.Features];
        for (var first = 0; first < rows.Length; first += ConvNetwork.BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            network.Evaluate(images, rows.AsSpan(first, Math.Min(ConvNetwork.BlockRows, rows.Length - first)), first, (at, features, _) => features.CopyTo(result.AsSpan(at * network.Shape.Features)));
        }

        return result;
    }

    /// <summary>1 for what stays; what is multiplied by 0 has no slope, so that training does not bring it back.</summary>
    public static Tensor Mask(NetworkShape shape, IReadOnlyList<int> cut) => tensor(Kept(shape, cut), [1, shape.Features]);

    public static void Cut(ConvNetwork network, IReadOnlyList<int> cut)
    {
        var kept = Kept(network.Shape, cut);
        var weights = MemoryMarshal.Cast<byte, float>(network.State.Single(part => part.Name == "head.weight").Value.bytes);
        for (var i = 0; i < weights.Length; i++)
            weights[i] *= kept[i % kept.Length];
    }

    private static float[] Kept(NetworkShape shape, IReadOnlyList<int> cut)
    {
        var kept = new float[shape.Features];
        Array.Fill(kept, 1);
        for (var at = 0; at < kept.Length; at += shape.Blocks[^1].Width)
        {
            foreach (var channel in cut)
                kept[at + channel] = 0;
        }

        return kept;
    }
}
