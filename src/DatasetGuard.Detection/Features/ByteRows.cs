using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DatasetGuard.Detection.Features;

/// <summary>Arithmetic on rows of signed bytes, the form in which features are stored.</summary>
internal static class ByteRows
{
    /// <summary>The product of each row with a filter, plus an offset.</summary>
    /// <remarks>
    /// The filter is rounded to 16 bits, which changes a product by less than one part in ten thousand of its range; the sums are then
    /// integers, the same on every processor and in every order.
    /// </remarks>
    /// <param name="rows">Rows of <c>filter.Length</c> values, one for each score.</param>
    /// <param name="filter">Weights.</param>
    /// <param name="offset">Added to each product.</param>
    /// <param name="scores">The results are added to these.</param>
    public static void AddProducts(ReadOnlySpan<sbyte> rows, ReadOnlySpan<double> filter, double offset, Span<float> scores)
    {
        var largest = 0.0;
        foreach (var weight in filter)
            largest = Math.Max(largest, Math.Abs(weight));

        var unit = largest > 0 ? largest / short.MaxValue : 1;
        var rounded = new short[filter.Length];
        for (var i = 0; i < rounded.Length; i++)
            rounded[i] = (short)Math.Round(filter[i] / unit);

        for (var row = 0; row < scores.Length; row++)
            scores[row] += (float)((unit * Product(rows.Slice(row * rounded.Length, rounded.Length), rounded)) + offset);
    }

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

    /// <remarks>Eight partial sums of 32 bits hold 64 x 64 of the largest products; their total may need more.</remarks>
    private static long Product(ReadOnlySpan<sbyte> row, ReadOnlySpan<short> filter)
    {
        ref var values = ref MemoryMarshal.GetReference(row);
        ref var weights = ref MemoryMarshal.GetReference(filter);
        var i = 0;
        var sum = 0L;
        if (Avx2.IsSupported)
        {
            var sums = Vector256<int>.Zero;
            for (; i <= row.Length - 16; i += 16)
                sums += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref values, (nuint)i)), Vector256.LoadUnsafe(ref weights, (nuint)i));

            var (low, high) = Vector256.Widen(sums);
            sum = Vector256.Sum(low + high);
        }

        for (; i < row.Length; i++)
            sum += row[i] * filter[i];

        return sum;
    }
}
