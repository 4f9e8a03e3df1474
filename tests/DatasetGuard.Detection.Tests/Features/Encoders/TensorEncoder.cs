using System.Runtime.InteropServices;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

/// <summary>A function of coloured pictures of 32 x 32, with values from 0 to 1, as an encoder.</summary>
internal sealed class TensorEncoder(Func<Tensor, Tensor> function, int length) : IEncoder
{
    private readonly EncoderInput _input = new(32, 32, 3, IsInterleaved: false);

    public string Description => "features of a test";

    public int Length => length;

    public bool TakesOneByOne => false;

    public bool IsDisposed { get; private set; }

    public void Encode(IReadOnlyList<PixelBuffer> pictures, Span<float> features, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var values = new float[pictures.Count * _input.Length];
        for (var i = 0; i < pictures.Count; i++)
            _input.Write(pictures[i], values.AsSpan(i * _input.Length, _input.Length));

        MemoryMarshal.Cast<byte, float>(function(ToTensor(values, _input.Shape(pictures.Count))).contiguous().bytes).CopyTo(features);
    }

    public void Dispose() => IsDisposed = true;

    public static Tensor ToTensor(float[] values, params long[] shape)
    {
        var result = empty(shape, dtype: ScalarType.Float32);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(result.bytes));
        return result;
    }
}
