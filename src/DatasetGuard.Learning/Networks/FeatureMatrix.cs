using System.Runtime.InteropServices;
using System.Security.Cryptography;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>One feature vector a row.</summary>
public sealed class FeatureMatrix(int rows, int columns) : INetworkInputs
{
    private readonly float[] _values = new float[checked(rows * columns)];

    public int Rows => rows;

    public int Columns => columns;

    public int Count => rows;

    public Span<float> Row(int row) => Slice(row, 1);

    public Span<float> Slice(int first, int count) => _values.AsSpan(first * columns, count * columns);

    /// <summary>A copy of some rows, for products.</summary>
    public Tensor Block(int first, int count)
    {
        var block = empty(count, columns, dtype: ScalarType.Float32);
        Slice(first, count).CopyTo(MemoryMarshal.Cast<byte, float>(block.bytes));
        return block;
    }

    /// <summary>A copy of some rows, in their order.</summary>
    public Tensor Batch(ReadOnlySpan<int> chosen)
    {
        var block = empty(chosen.Length, columns, dtype: ScalarType.Float32);
        var target = MemoryMarshal.Cast<byte, float>(block.bytes);
        for (var i = 0; i < chosen.Length; i++)
            Row(chosen[i]).CopyTo(target[(i * columns)..]);

        return block;
    }

    /// <summary>Every row divided by its length; a row of zeros stays.</summary>
    public FeatureMatrix Normalised()
    {
        var result = new FeatureMatrix(rows, columns);
        for (var row = 0; row < rows; row++)
        {
            var length = System.Numerics.Tensors.TensorPrimitives.Norm<float>(Row(row));
            System.Numerics.Tensors.TensorPrimitives.Divide(Row(row), length > 0 ? length : 1, result.Row(row));
        }

        return result;
    }

    public INetworkInputs Followed(INetworkInputs others)
    {
        var next = (FeatureMatrix)others;
        var result = new FeatureMatrix(rows + next.Rows, columns);
        _values.CopyTo(result._values);
        next._values.CopyTo(result.Slice(rows, next.Rows));
        return result;
    }

    public void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(MemoryMarshal.AsBytes((ReadOnlySpan<int>)[rows, columns]));
        hash.AppendData(MemoryMarshal.AsBytes(_values.AsSpan()));
    }
}
