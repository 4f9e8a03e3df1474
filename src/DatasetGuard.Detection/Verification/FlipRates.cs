using System.Numerics.Tensors;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Verification;

/// <summary>How many hosts, images of other classes, become the class of the images whose content is put onto them.</summary>
/// <param name="network">The surrogate.</param>
/// <param name="hosts">Images of other classes that the surrogate finds in their own.</param>
/// <param name="label">The class under suspicion.</param>
internal sealed class FlipRates(ConvNetwork network, ByteImages hosts, int label)
{
    /// <summary>The share of hosts that each member's most influential square flips.</summary>
    public float[] Window(ByteImages members, (int X, int Y)[] corners, int side) => Measure(members, (i, host, target) =>
    {
        host.CopyTo(target);
        Transplant.CopyWindow(members[i], target, members, corners[i], side);
    });

    /// <summary>The share of hosts that each member's flat-zone residual flips.</summary>
    public float[] Tile(ByteImages members)
    {
        float[][] tiles = [.. Enumerable.Range(0, members.Count).Select(i => Transplant.Tile(members[i], members))];
        return Measure(members, (i, host, target) => Transplant.Add(host, tiles[i], target));
    }

    private float[] Measure(ByteImages members, Transplanter transplant)
    {
        var rates = new float[members.Count];
        var carrying = new ByteImages(hosts.Count, hosts.Height, hosts.Width, hosts.Channels);
        for (var i = 0; i < members.Count; i++)
        {
            for (var host = 0; host < hosts.Count; host++)
                transplant(i, hosts[host], carrying[host]);

            var flips = 0;
            network.Evaluate(
                carrying,
                (_, _, logits) =>
                {
                    var classes = network.Shape.Classes;
                    for (var at = 0; at < logits.Length; at += classes)
                        flips += TensorPrimitives.IndexOfMax(logits.Slice(at, classes)) == label ? 1 : 0;
                },
                CancellationToken.None);
            rates[i] = (float)flips / hosts.Count;
        }

        return rates;
    }

    private delegate void Transplanter(int member, ReadOnlySpan<byte> host, Span<byte> target);
}
