using System.Numerics;
using System.Runtime.InteropServices;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Training;

/// <summary>Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019, arXiv 1711.05101), algorithm 2.</summary>
/// <remarks>
/// Works on the memory of the parameters: a framework's optimizer calls native code a dozen times for each parameter and step, which for a
/// network this small takes as long as its gradient.
/// </remarks>
internal sealed class AdamW(IReadOnlyList<Tensor> parameters, double weightDecay) : IDescent
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[][] _first = [.. parameters.Select(parameter => new float[parameter.numel()])];
    private readonly float[][] _second = [.. parameters.Select(parameter => new float[parameter.numel()])];
    private int _step;

    /// <summary>How far it has come, to be kept and set again with <see cref="Moments"/>.</summary>
    public int Steps
    {
        get => _step;
        set => _step = value;
    }

    /// <summary>The running moments of the gradient: the first of each parameter, then the second of each.</summary>
    public IReadOnlyList<float[]> Moments => [.. _first, .. _second];

    /// <summary>One step down the gradient of the parameters, which is zero afterwards.</summary>
    public void Step(double rate)
    {
        _step++;
        for (var i = 0; i < parameters.Count; i++)
        {
            using var gradient = parameters[i].grad!;
            var slope = MemoryMarshal.Cast<byte, float>(gradient.bytes);
            Update(i, slope, rate);
            slope.Clear();
        }
    }

    /// <summary>One step down a gradient that was found in another way: of the parameters one after the other.</summary>
    public void Step(double rate, ReadOnlySpan<float> gradient)
    {
        _step++;
        for (var i = 0; i < parameters.Count; i++)
        {
            Update(i, gradient[.._first[i].Length], rate);
            gradient = gradient[_first[i].Length..];
        }
    }

    private void Update(int parameter, ReadOnlySpan<float> slope, double rate)
    {
        var correction1 = 1 - Math.Pow(Beta1, _step);
        var correction2 = Math.Sqrt(1 - Math.Pow(Beta2, _step));
        var (size, epsilon, keep) = ((float)(rate * correction2 / correction1), (float)(Epsilon * correction2), (float)(1 - (rate * weightDecay)));
        Update(MemoryMarshal.Cast<byte, float>(parameters[parameter].bytes), slope, _first[parameter], _second[parameter], size, epsilon, keep);
    }

    /// <summary>theta = keep theta - size m / (sqrt(v) + epsilon), with m and v the running moments of the gradient.</summary>
    internal static void Update(Span<float> weights, ReadOnlySpan<float> slope, Span<float> first, Span<float> second, float size, float epsilon, float keep)
    {
        var i = 0;
        var (wide, wideEpsilon) = (Vector<float>.Count, new Vector<float>(epsilon));
        for (; i <= weights.Length - wide; i += wide)
        {
            var g = new Vector<float>(slope[i..]);
            var m = (Beta1 * new Vector<float>(first[i..])) + ((1 - Beta1) * g);
            var v = (Beta2 * new Vector<float>(second[i..])) + ((1 - Beta2) * g * g);
            m.CopyTo(first[i..]);
            v.CopyTo(second[i..]);
            ((keep * new Vector<float>(weights[i..])) - (size * m / (Vector.SquareRoot(v) + wideEpsilon))).CopyTo(weights[i..]);
        }

        for (; i < weights.Length; i++)
        {
            first[i] = (Beta1 * first[i]) + ((1 - Beta1) * slope[i]);
            second[i] = (Beta2 * second[i]) + ((1 - Beta2) * slope[i] * slope[i]);
            weights[i] = (keep * weights[i]) - (size * first[i] / (MathF.Sqrt(second[i]) + epsilon));
        }
    }
}
