using DatasetGuard.Core.Imaging;
using DatasetGuard.Learning.Networks;
using DatasetGuard.RedTeam.Attacks.Collisions;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>A network of the training stage as attacks on features take it.</summary>
internal sealed class NetworkEncoder
{
    /// <summary>As the network sees bytes: (255 x - 120) / 64.</summary>
    private static readonly Scalar Scale = (255.0 / 64).ToScalar();
    private static readonly Scalar Shift = (120.0 / 64).ToScalar();

    private readonly ConvNetwork _network;

    /// <param name="network">Whose weights learn nothing any more.</param>
    public NetworkEncoder(ConvNetwork network)
    {
        _network = network;
        foreach (var parameter in network.Parameters)
            parameter.requires_grad_(false);
    }

    /// <param name="pictures">N, C, H, W with values from 0 to 1.</param>
    public Tensor Encode(Tensor pictures) => _network.Forward(pictures.mul(Scale).sub(Shift)).Features;

    /// <summary>Row by row.</summary>
    public float[] Features(ByteImages images, int[] rows)
    {
        var result = new float[rows.Length * _network.Shape.Features];
        _network.Evaluate(images, rows, 0, (first, features, _) => features.CopyTo(result.AsSpan(first * _network.Shape.Features)));
        return result;
    }

    public static PixelBuffer[] Pictures(ByteImages images, IEnumerable<int> rows) =>
        [.. rows.Select(row => new PixelBuffer(images.Width, images.Height, images.Channels, images[row].ToArray()))];

    public static ByteImages Images(IReadOnlyList<CollidingImage> poisons)
    {
        var first = poisons[0].Picture;
        var images = new ByteImages(poisons.Count, first.Height, first.Width, first.Channels);
        for (var i = 0; i < poisons.Count; i++)
            poisons[i].Picture.Pixels.CopyTo(images[i]);

        return images;
    }
}
