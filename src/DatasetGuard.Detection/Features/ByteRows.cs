using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DatasetGuard.Detection.Features;

/// <summary>Arithmetic on rows of signed bytes, the form in which features are stored.</summary>
internal static class ByteRows
{
    /// <summary>Widens to single precision, times a factor.</summary>
    public static void ToSingle(ReadOnlySpan<sbyte> values, float factor, Span<float> target)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(target);
        var i = 0;
        for (; i <= values.Length - 32; i += 32)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)i));
            Store(low, factor, ref to, i);
            Store(high, factor, ref to, i + 16);
        }

        for (; i < values.Length; i++)
            target[i] = values[i] * factor;
    }

    /// <summary>Widens rows to single precision, times a factor, minus a mean.</summary>
    public static void ToCentred(ReadOnlySpan<sbyte> rows, float factor, ReadOnlySpan<float> mean, Span<float> target)
    {
        ToSingle(rows, factor, target);
        for (var start = 0; start < target.Length; start += mean.Length)
            Subtract(target.Slice(start, mean.Length), mean);
    }

    /// <summary>Adds a row to sums.</summary>
    public static void AddTo(ReadOnlySpan<sbyte> row, Span<int> sums)
    {
        var i = 0;
        for (; i <= row.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(row[i..]), out var low, out var high);
            AddTo(low, sums[i..]);
            AddTo(high, sums[(i + Vector<short>.Count)..]);
        }

        for (; i < row.Length; i++)
            sums[i] += row[i];
    }

    private static void Subtract(Span<float> values, ReadOnlySpan<float> others)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(values[i..]) - new Vector<float>(others[i..])).CopyTo(values[i..]);

        for (; i < values.Length; i++)
            values[i] -= others[i];
    }

    private static void AddTo(Vector<short> values, Span<int> sums)
    {
        Vector.Widen(values, out var low, out var high);
        (new Vector<int>(sums) + low).CopyTo(sums);
        (new Vector<int>(sums[Vector<int>.Count..]) + high).CopyTo(sums[Vector<int>.Count..]);
    }

    private static void Store(Vector256<short> values, float factor, ref float to, int at)
    {
        var (low, high) = Vector256.Widen(values);
        (Vector256.ConvertToSingle(low) * factor).StoreUnsafe(ref to, (nuint)at);
        (Vector256.ConvertToSingle(high) * factor).StoreUnsafe(ref to, (nuint)at + 8);
    }

    /// <summary>Adds rows, each times its coefficients, to sums: the product of the coefficients, transposed, with the rows.</summary>
    /// <param name="rows">Rows of the length of the sums.</param>
    /// <param name="first">Place of the first row's coefficients.</param>
    /// <param name="coefficients">For each sum, a coefficient a row.</param>
    /// <param name="sums">In single precision, added in the order of the rows.</param>
    public static void AddWeighted(ReadOnlySpan<sbyte> rows, int first, float[][] coefficients, float[][] sums)
    {
        const int Together = 4;
        var length = sums[0].Length;
        var values = new float[Together * length];
        for (var row = 0; row * length < rows.Length; row += Together)
        {
            var count = Math.Min(Together, (rows.Length / length) - row);
            ToSingle(rows.Slice(row * length, count * length), 1, values);
            values.AsSpan(count * length).Clear();
            for (var k = 0; k < sums.Length; k++)
            {
                var c = coefficients[k].AsSpan(first + row, count);
                AddWeighted(values, c[0], count > 1 ? c[1] : 0, count > 2 ? c[2] : 0, count > 3 ? c[3] : 0, sums[k]);
            }
        }
    }

    private static void AddWeighted(float[] values, float a, float b, float c, float d, float[] sums)
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(values);
        ref var to = ref MemoryMarshal.GetArrayDataReference(sums);
        var n = sums.Length;
        var i = 0;
        for (; i <= n - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var sum = (Vector256.LoadUnsafe(ref from, (nuint)i) * a) + (Vector256.LoadUnsafe(ref from, (nuint)(n + i)) * b)
                + (Vector256.LoadUnsafe(ref from, (nuint)((2 * n) + i)) * c) + (Vector256.LoadUnsafe(ref from, (nuint)((3 * n) + i)) * d);
            (Vector256.LoadUnsafe(ref to, (nuint)i) + sum).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < n; i++)
            sums[i] += (values[i] * a) + (values[n + i] * b) + (values[(2 * n) + i] * c) + (values[(3 * n) + i] * d);
    }
}
