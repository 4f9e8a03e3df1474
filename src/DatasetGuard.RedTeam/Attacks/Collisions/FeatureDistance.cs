using System.Runtime.InteropServices;
using DatasetGuard.Core.Imaging;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.RedTeam.Attacks.Collisions;

/// <summary>|f(x) - f(t)|^2 / |f(b) - f(t)|^2 for images x made from bases b, and its gradient, by an encoder that can be differentiated.</summary>
internal sealed class FeatureDistance
{
    private readonly Func<Tensor, Tensor> _encoder;
    private readonly long[] _shape;
    private readonly float[] _targets;
    private readonly float[] _scales;

    /// <param name="encoder">Takes pictures (N, C, H, W) with values from 0 to 1, gives features (N, D).</param>
    /// <param name="bases">All of one size and number of channels.</param>
    /// <param name="targets">One for each base, of the same size.</param>
    public FeatureDistance(Func<Tensor, Tensor> encoder, IReadOnlyList<PixelBuffer> bases, IReadOnlyList<PixelBuffer> targets)
    {
        _encoder = encoder;
        _shape = [bases.Count, bases[0].Channels, bases[0].Height, bases[0].Width];
        _targets = Features(Planes(targets));
        _scales = new float[bases.Count];
        Array.Fill(_scales, 1);
        _scales = Array.ConvertAll(Measure(Planes(bases)).Distances, distance => 1 / Math.Max(distance, float.Epsilon));
    }

    /// <summary>Values of one picture.</summary>
    public int Length => (int)(_shape[1] * _shape[2] * _shape[3]);

    /// <summary>The relative squared distance of each image, and the gradients one after the other.</summary>
    public (float[] Distances, float[] Gradients) Measure(float[] pictures)
    {
        using var scope = NewDisposeScope();
        var input = ToTensor(pictures, _shape).requires_grad_();
        var difference = _encoder(input) - ToTensor(_targets, [_shape[0], _targets.Length / _shape[0]]);
        var distances = (difference * difference).sum(1) * ToTensor(_scales, [_shape[0]]);
        distances.sum().backward();
        return (distances.detach().data<float>().ToArray(), input.grad!.contiguous().data<float>().ToArray());
    }

    /// <summary>Channel after channel, from 0 to 1.</summary>
    public static float[] Planes(IReadOnlyList<PixelBuffer> pictures)
    {
        var (channels, places) = (pictures[0].Channels, pictures[0].Width * pictures[0].Height);
        var planes = new float[pictures.Count * channels * places];
        for (var i = 0; i < planes.Length; i++)
            planes[i] = pictures[i / (channels * places)].Data[((i % places) * channels) + (i / places % channels)] / 255f;

        return planes;
    }

    /// <summary>Rounds one picture of some planes.</summary>
    public static PixelBuffer Picture(ReadOnlySpan<float> planes, PixelBuffer like)
    {
        var picture = new PixelBuffer(like.Width, like.Height, like.Channels);
        var places = like.Width * like.Height;
        for (var i = 0; i < planes.Length; i++)
            picture.Data[((i % places) * like.Channels) + (i / places)] = (byte)Math.Clamp(MathF.Round(planes[i] * 255), 0, 255);

        return picture;
    }

    public static int LargestChange(PixelBuffer a, PixelBuffer b)
    {
        var largest = 0;
        for (var i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a.Data[i] - b.Data[i]));

        return largest;
    }

    private float[] Features(float[] pictures)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        return _encoder(ToTensor(pictures, _shape)).contiguous().data<float>().ToArray();
    }

    private static Tensor ToTensor(float[] values, long[] shape)
    {
        var result = empty(shape, dtype: ScalarType.Float32);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(result.bytes));
        return result;
    }
}
