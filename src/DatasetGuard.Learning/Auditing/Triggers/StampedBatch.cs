using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Pictures with a stamp on them: x becomes (1 - m) x + m p.</summary>
/// <param name="images">All.</param>
/// <param name="model">How channels are put into it.</param>
internal sealed class StampedBatch(ByteImages images, IDifferentiable model)
{
    private readonly int _pixels = images.Height * images.Width;
    private readonly float[] _picture = new float[images.Length];
    private readonly float[] _change = new float[images.Length];

    /// <summary>As the model takes them.</summary>
    public Tensor Make(IReadOnlyList<StampedPicture> pictures, Stamp stamp)
    {
        var input = empty(pictures.Count, images.Channels, images.Height, images.Width, dtype: ScalarType.Float32);
        var values = MemoryMarshal.Cast<byte, float>(input.bytes);
        for (var n = 0; n < pictures.Count; n++)
        {
            ReadChange(pictures[n], stamp);
            var row = values.Slice(n * images.Length, images.Length);
            for (var channel = 0; channel < images.Channels; channel++)
            {
                var (scale, offset) = model.InputOf(channel);
                var plane = row.Slice(channel * _pixels, _pixels);
                TensorPrimitives.MultiplyAdd(_change.AsSpan(channel * _pixels, _pixels), stamp.Mask, _picture.AsSpan(channel * _pixels, _pixels), plane);
                TensorPrimitives.Multiply(plane, scale, plane);
                TensorPrimitives.Add(plane, offset, plane);
            }
        }

        return input;
    }

    /// <summary>Adds what the slope by the pictures means for the stamp: the sum over pictures and channels of g (p - x) for the mask, that over pictures of g m for the pattern.</summary>
    public void Pull(IReadOnlyList<StampedPicture> pictures, Stamp stamp, ReadOnlySpan<float> slope, float[] maskSlope, float[]? patternSlope)
    {
        for (var n = 0; n < pictures.Count; n++)
        {
            ReadChange(pictures[n], stamp);
            for (var channel = 0; channel < images.Channels; channel++)
            {
                var (at, scale) = (channel * _pixels, model.InputOf(channel).Scale);
                var own = slope.Slice((n * images.Length) + at, _pixels);
                for (var i = 0; i < own.Length; i++)
                    maskSlope[i] += scale * own[i] * _change[at + i];
                for (var i = 0; patternSlope is not null && i < own.Length; i++)
                    patternSlope[at + i] += scale * own[i] * stamp.Mask[i];
            }
        }
    }

    /// <summary>m (p - x) of a picture, channel after channel; valid until the next call.</summary>
    public ReadOnlySpan<float> ChangeOf(StampedPicture picture, Stamp stamp)
    {
        ReadChange(picture, stamp);
        for (var channel = 0; channel < images.Channels; channel++)
        {
            var plane = _change.AsSpan(channel * _pixels, _pixels);
            TensorPrimitives.Multiply(plane, stamp.Mask, plane);
        }

        return _change;
    }

    /// <summary>p - x.</summary>
    private void ReadChange(StampedPicture picture, Stamp stamp)
    {
        Planes.Read(images[picture.Row], images.Channels, _picture);
        if (stamp.Pattern is { } pattern)
            pattern.CopyTo(_change);
        else
            Planes.Read(images[picture.Replacement], images.Channels, _change);

        TensorPrimitives.Subtract(_change, _picture, _change);
    }
}
