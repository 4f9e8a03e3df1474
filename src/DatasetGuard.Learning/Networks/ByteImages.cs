using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DatasetGuard.Core.Imaging;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>Images of one size as bytes in memory: row by row, the channels of a pixel side by side.</summary>
public sealed class ByteImages(int count, int height, int width, int channels) : INetworkInputs
{
    internal const float Centre = 120;
    internal const float Scale = 1f / 64;

    private readonly byte[] _data = new byte[(long)count * height * width * channels];

    public int Count => count;

    public int Height => height;

    public int Width => width;

    public int Channels => channels;

    /// <summary>Bytes of one image.</summary>
    public int Length => height * width * channels;

    public Span<byte> this[int index] => _data.AsSpan(index * Length, Length);

    /// <summary>A copy of one image.</summary>
    public PixelBuffer Picture(int index) => new(width, height, channels, this[index].ToArray());

    /// <summary>A copy of some images, in their order.</summary>
    public ByteImages Take(IReadOnlyList<int> rows)
    {
        var taken = new ByteImages(rows.Count, height, width, channels);
        for (var i = 0; i < rows.Count; i++)
            this[rows[i]].CopyTo(taken[i]);

        return taken;
    }

    /// <summary>Some images as they are.</summary>
    public Tensor Batch(ReadOnlySpan<int> chosen) => Batch(chosen, change: null);

    /// <summary>Some images as a network takes them: float32, shape (rows, channels, height, width), (x - 120) / 64, channels last in memory.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="change">Gets the bytes of each image in turn and writes what is taken for it; null for images as they are.</param>
    public Tensor Batch(ReadOnlySpan<int> rows, Action<ReadOnlySpan<byte>, Span<byte>>? change)
    {
        var changed = new byte[change is null ? 0 : Length];
        using var scope = NewDisposeScope();
        var batch = empty(rows.Length, height, width, channels, dtype: ScalarType.Float32);
        var target = MemoryMarshal.Cast<byte, float>(batch.bytes);
        for (var i = 0; i < rows.Length; i++)
        {
            change?.Invoke(this[rows[i]], changed);
            Normalise(change is null ? this[rows[i]] : changed, target.Slice(i * Length, Length));
        }

        return batch.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    public INetworkInputs Followed(INetworkInputs others)
    {
        var next = (ByteImages)others;
        var result = new ByteImages(count + next.Count, height, width, channels);
        _data.CopyTo(result._data, 0);
        next._data.CopyTo(result._data, _data.LongLength);
        return result;
    }

    public void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(MemoryMarshal.AsBytes((ReadOnlySpan<int>)[count, height, width]));
        for (var i = 0; i < count; i++)
            hash.AppendData(this[i]);
    }

    private static void Normalise(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        TensorPrimitives.ConvertChecked(bytes, values);
        TensorPrimitives.Subtract(values, Centre, values);
        TensorPrimitives.Multiply(values, Scale, values);
    }
}
