using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DatasetGuard.Detection.Features;

/// <summary>Filters on rows of signed bytes, several of which go over the rows at once.</summary>
/// <remarks>
/// Weights are rounded to 16 bits, which changes a product by less than one part in ten thousand of its range; the sums are then
/// integers, the same on every processor and in every order.
/// </remarks>
internal sealed class ByteFilters
{
    private const int Step = 16;
    private const int Together = 4;

    /// <summary>Eight partial sums of 32 bits hold 64 x 64 of the largest products.</summary>
    private const int MaxExact = 4096;

    private readonly int _length;
    private readonly int _padded;
    private readonly short[] _weights;
    private readonly double[] _units;
    private readonly double[] _offsets;

    /// <param name="filters">Weights, all of one length, and what is added to each product.</param>
    public ByteFilters(IReadOnlyList<(double[] Weights, double Offset)> filters)
    {
        Count = filters.Count;
        _length = filters.Count > 0 ? filters[0].Weights.Length : 0;
        _padded = (_length + Step - 1) / Step * Step;
        _weights = new short[(Count + Together - 1) / Together * Together * _padded];
        _units = new double[Count];
        _offsets = [.. filters.Select(filter => filter.Offset)];
        for (var k = 0; k < Count; k++)
            _units[k] = Round(filters[k].Weights, _weights.AsSpan(k * _padded, _length));
    }

    public int Count { get; }

    /// <param name="rows">Rows of the filters' length.</param>
    /// <param name="first">Place of the first row's scores.</param>
    /// <param name="scores">For each filter, a score a row.</param>
    public void Score(ReadOnlySpan<sbyte> rows, int first, float[][] scores)
    {
        if (Count == 1)
        {
            ScoreOne(rows, scores[0].AsSpan(first));
            return;
        }

        Span<short> row = stackalloc short[_padded];
        Span<long> sums = stackalloc long[Together];
        row.Clear();
        for (var i = 0; (i + 1) * _length <= rows.Length; i++)
        {
            Widen(rows.Slice(i * _length, _length), row);
            for (var k = 0; k < Count; k += Together)
            {
                Multiply(row, _weights.AsSpan(k * _padded, Together * _padded), sums);
                for (var j = 0; j < Math.Min(Together, Count - k); j++)
                    scores[k + j][first + i] = (float)((_units[k + j] * sums[j]) + _offsets[k + j]);
            }
        }
    }

    /// <summary>With one filter it is the rows that go together, not the filters.</summary>
    private void ScoreOne(ReadOnlySpan<sbyte> rows, Span<float> scores)
    {
        Span<long> sums = stackalloc long[Together];
        var count = rows.Length / Math.Max(1, _length);
        for (var i = 0; i < count; i += Together)
        {
            // The last rows go again with the ones before them, so that there are always enough.
            var start = Math.Max(0, Math.Min(i, count - Together));
            var together = Math.Min(Together, count);
            MultiplyOne(rows.Slice(start * _length, together * _length), together, sums);
            for (var j = 0; j < together; j++)
                scores[start + j] = (float)((_units[0] * sums[j]) + _offsets[0]);
        }
    }

    private void MultiplyOne(ReadOnlySpan<sbyte> rows, int count, Span<long> sums)
    {
        ref var first = ref MemoryMarshal.GetReference(rows);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        sums.Clear();
        var (second, third, fourth) = (_length * (count > 1 ? 1 : 0), _length * (count > 2 ? 2 : 0), _length * (count > 3 ? 3 : 0));
        var whole = _length / Step * Step;
        for (var start = 0; start < whole; start += MaxExact)
        {
            Vector256<int> a = default, b = default, c = default, d = default;
            var end = Math.Min(whole, start + MaxExact);
            for (var i = start; i < end; i += Step)
            {
                var weight = Vector256.LoadUnsafe(ref weights, (nuint)i);
                a += Pairs.Multiply(Widen(ref first, i), weight);
                b += Pairs.Multiply(Widen(ref first, second + i), weight);
                c += Pairs.Multiply(Widen(ref first, third + i), weight);
                d += Pairs.Multiply(Widen(ref first, fourth + i), weight);
            }

            sums[0] += Pairs.Sum(a);
            sums[1] += Pairs.Sum(b);
            sums[2] += Pairs.Sum(c);
            sums[3] += Pairs.Sum(d);
        }

        for (var row = 0; row < count; row++)
        {
            for (var i = whole; i < _length; i++)
                sums[row] += rows[(row * _length) + i] * _weights[i];
        }
    }

    private static double Round(double[] weights, Span<short> rounded)
    {
        var largest = 0.0;
        foreach (var weight in weights)
            largest = Math.Max(largest, Math.Abs(weight));

        var unit = largest > 0 ? largest / short.MaxValue : 1;
        for (var i = 0; i < rounded.Length; i++)
            rounded[i] = (short)Math.Round(weights[i] / unit);

        return unit;
    }

    private static void Widen(ReadOnlySpan<sbyte> row, Span<short> target)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(target);
        var i = 0;
        for (; i <= row.Length - Step; i += Step)
            Widen(ref from, i).StoreUnsafe(ref to, (nuint)i);

        for (; i < row.Length; i++)
            target[i] = row[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Widen(ref sbyte from, int at)
    {
        var values = Vector128.LoadUnsafe(ref from, (nuint)at);
        return Avx2.IsSupported ? Avx2.ConvertToVector256Int16(values) : Vector256.Create(Vector128.WidenLower(values), Vector128.WidenUpper(values));
    }

    private void Multiply(ReadOnlySpan<short> row, ReadOnlySpan<short> weights, Span<long> sums)
    {
        ref var values = ref MemoryMarshal.GetReference(row);
        ref var first = ref MemoryMarshal.GetReference(weights);
        sums.Clear();
        for (var start = 0; start < _padded; start += MaxExact)
        {
            Vector256<int> a = default, b = default, c = default, d = default;
            var end = Math.Min(_padded, start + MaxExact);
            for (var i = start; i < end; i += Step)
            {
                var value = Vector256.LoadUnsafe(ref values, (nuint)i);
                a += Pairs.Multiply(value, Vector256.LoadUnsafe(ref first, (nuint)i));
                b += Pairs.Multiply(value, Vector256.LoadUnsafe(ref first, (nuint)(_padded + i)));
                c += Pairs.Multiply(value, Vector256.LoadUnsafe(ref first, (nuint)((2 * _padded) + i)));
                d += Pairs.Multiply(value, Vector256.LoadUnsafe(ref first, (nuint)((3 * _padded) + i)));
            }

            sums[0] += Pairs.Sum(a);
            sums[1] += Pairs.Sum(b);
            sums[2] += Pairs.Sum(c);
            sums[3] += Pairs.Sum(d);
        }
    }
}
