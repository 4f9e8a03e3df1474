using System.Numerics.Tensors;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>What is put into every picture: a share of each pixel gives way to that of a pattern.</summary>
/// <param name="Mask">Shares from 0 to 1, row by row; the channels of a pixel have the same.</param>
/// <param name="Pattern">Pixels from 0 to 1, channel after channel; null where each picture has its own.</param>
public sealed record Stamp(float[] Mask, float[]? Pattern)
{
    /// <summary>The sum of the shares, in pixels: what Wang et al. call the size of a trigger.</summary>
    public double Size => TensorPrimitives.Sum<float>(Mask);

    internal Stamp Copy() => new((float[])Mask.Clone(), (float[]?)Pattern?.Clone());
}
