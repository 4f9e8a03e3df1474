using System.Numerics.Tensors;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>What is put into every picture: a share of each pixel gives way to that of a pattern.</summary>
/// <param name="Mask">Shares from 0 to 1, row by row; the channels of a pixel have the same.</param>
/// <param name="Pattern">Pixels from 0 to 1, channel after channel; null where each picture has its own.</param>
public sealed record Stamp(float[] Mask, float[]? Pattern)
{
    /// <summary>The sum of the shares, in pixels: what Wang et al. call the size of a trigger.</summary>
    public double Size => TensorPrimitives.Sum<float>(Mask);

    /// <summary>Changes a picture of its size; it has a pattern.</summary>
    internal void PutOn(PixelBuffer picture)
    {
        var bytes = picture.Pixels;
        for (var i = 0; i < Mask.Length; i++)
        {
            for (var channel = 0; channel < picture.Channels; channel++)
            {
                ref var value = ref bytes[(i * picture.Channels) + channel];
                value = (byte)MathF.Round((value * (1 - Mask[i])) + (byte.MaxValue * Pattern![(channel * Mask.Length) + i] * Mask[i]));
            }
        }
    }

    internal Stamp Copy() => new((float[])Mask.Clone(), (float[]?)Pattern?.Clone());
}
