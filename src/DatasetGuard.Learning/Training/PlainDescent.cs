using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Training;

/// <summary>Gradient descent that remembers nothing.</summary>
internal sealed class PlainDescent(Tensor parameter) : IDescent
{
    public int Steps { get; set; }

    public IReadOnlyList<float[]> Moments => [];

    public void Step(double rate)
    {
        Steps++;
        using var gradient = parameter.grad!;
        var slope = MemoryMarshal.Cast<byte, float>(gradient.bytes);
        var values = MemoryMarshal.Cast<byte, float>(parameter.bytes);
        TensorPrimitives.MultiplyAdd(slope, (float)-rate, values, values);
        slope.Clear();
    }
}
