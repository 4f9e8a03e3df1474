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

    /// <summary>One sum of 32 bits holds that many of the largest products.</summary>
    private const int MaxExactInOne = 512;

    private readonly int _length;
    private readonly int _padded;
    private readonly short[] _weights;

    // The first filter's weights beyond the last whole step, at the end of a step that ends with the row.
    private readonly short[] _tail = new short[Step];
    private readonly double[] _units;
    private readonly double[] _offsets;

    /// <param name="filters">Weights, all of one length, and what is added to each product.</param>
    public ByteFilters(IReadOnlyList<(double[] Weights, double Offset)> filters)
    {
        Count = filters.Count;
        _length = filters.Count > 0 ? filters[0].Weights.Length : 0;
        _padded = (_length + (2 * Step) - 1) / (2 * Step) * (2 * Step);
        _weights = new short[(Count + Together - 1) / Together * Together * _padded];
        _units = new double[Count];
        _offsets = [.. filters.Select(filter => filter.Offset)];
        for (var k = 0; k < Count; k++)
            _units[k] = Round(filters[k].Weights, _weights.AsSpan(k * _padded, _length));

        if (_length >= Step)
            _weights.AsSpan(_length / Step * Step, _length % Step).CopyTo(_tail.AsSpan(Step - (_length % Step)));
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

        Span<short> two = stackalloc short[2 * _padded];
        Span<long> sums = stackalloc long[2 * Together];
        two.Clear();
        var count = rows.Length / Math.Max(1, _length);
        for (var i = 0; i < count; i += 2)
        {
            // An odd last row goes with itself.
            var second = Math.Min(i + 1, count - 1);
            Widen(rows.Slice(i * _length, _length), two);
            Widen(rows.Slice(second * _length, _length), two[_padded..]);
            for (var k = 0; k < Count; k += Together)
            {
                Multiply(two, _weights.AsSpan(k * _padded, Together * _padded), sums);
                for (var j = 0; j < Math.Min(Together, Count - k); j++)
                {
                    scores[k + j][first + i] = (float)((_units[k + j] * sums[j]) + _offsets[k + j]);
                    scores[k + j][first + second] = (float)((_units[k + j] * sums[Together + j]) + _offsets[k + j]);
                }
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

            if (_length <= MaxExactInOne)
            {
                // The rest of the row, in a step that begins before it: weights of zero pass over what has been counted.
                var (weight, last) = (Vector256.Create(_tail), _length - Step);
                a += Pairs.Multiply(Widen(ref first, last), weight);
                b += Pairs.Multiply(Widen(ref first, second + last), weight);
                c += Pairs.Multiply(Widen(ref first, third + last), weight);
                d += Pairs.Multiply(Widen(ref first, fourth + last), weight);
                var (low, high) = Vector128.Widen(Pairs.Sums(a, b, c, d));
                low.CopyTo(sums);
                high.CopyTo(sums[2..]);
                return;
            }

            AddTo(sums, a, b, c, d);
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

    /// <param name="rows">Two rows.</param>
    /// <param name="weights">Four filters.</param>
    /// <param name="sums">The products of the first row, then those of the second.</param>
    private void Multiply(ReadOnlySpan<short> rows, ReadOnlySpan<short> weights, Span<long> sums)
    {
        sums.Clear();
        for (var start = 0; start < _padded; start += MaxExact)
        {
            var end = Math.Min(_padded, start + MaxExact);
            if (Avx512BW.IsSupported)
                Add512(rows, weights, start, end, sums);
            else
                Add256(rows, weights, start, end, sums);
        }
    }

    private void Add256(ReadOnlySpan<short> rows, ReadOnlySpan<short> weights, int start, int end, Span<long> sums)
    {
        ref var values = ref MemoryMarshal.GetReference(rows);
        ref var first = ref MemoryMarshal.GetReference(weights);
        Vector256<int> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (var i = start; i < end; i += Step)
        {
            var value = Vector256.LoadUnsafe(ref values, (nuint)i);
            var next = Vector256.LoadUnsafe(ref values, (nuint)(_padded + i));
            var weight = Vector256.LoadUnsafe(ref first, (nuint)i);
            a += Pairs.Multiply(value, weight);
            e += Pairs.Multiply(next, weight);
            weight = Vector256.LoadUnsafe(ref first, (nuint)(_padded + i));
            b += Pairs.Multiply(value, weight);
            f += Pairs.Multiply(next, weight);
            weight = Vector256.LoadUnsafe(ref first, (nuint)((2 * _padded) + i));
            c += Pairs.Multiply(value, weight);
            g += Pairs.Multiply(next, weight);
            weight = Vector256.LoadUnsafe(ref first, (nuint)((3 * _padded) + i));
            d += Pairs.Multiply(value, weight);
            h += Pairs.Multiply(next, weight);
        }

        AddTo(sums, a, b, c, d);
        AddTo(sums[Together..], e, f, g, h);
    }

    /// <summary>The same in registers of twice the length.</summary>
    private void Add512(ReadOnlySpan<short> rows, ReadOnlySpan<short> weights, int start, int end, Span<long> sums)
    {
        ref var values = ref MemoryMarshal.GetReference(rows);
        ref var first = ref MemoryMarshal.GetReference(weights);
        Vector512<int> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (var i = start; i < end; i += 2 * Step)
        {
            var value = Vector512.LoadUnsafe(ref values, (nuint)i);
            var next = Vector512.LoadUnsafe(ref values, (nuint)(_padded + i));
            var weight = Vector512.LoadUnsafe(ref first, (nuint)i);
            a += Avx512BW.MultiplyAddAdjacent(value, weight);
            e += Avx512BW.MultiplyAddAdjacent(next, weight);
            weight = Vector512.LoadUnsafe(ref first, (nuint)(_padded + i));
            b += Avx512BW.MultiplyAddAdjacent(value, weight);
            f += Avx512BW.MultiplyAddAdjacent(next, weight);
            weight = Vector512.LoadUnsafe(ref first, (nuint)((2 * _padded) + i));
            c += Avx512BW.MultiplyAddAdjacent(value, weight);
            g += Avx512BW.MultiplyAddAdjacent(next, weight);
            weight = Vector512.LoadUnsafe(ref first, (nuint)((3 * _padded) + i));
            d += Avx512BW.MultiplyAddAdjacent(value, weight);
            h += Avx512BW.MultiplyAddAdjacent(next, weight);
        }

        AddTo(sums, Halved(a), Halved(b), Halved(c), Halved(d));
        AddTo(sums[Together..], Halved(e), Halved(f), Halved(g), Halved(h));
    }

    /// <summary>Sums of halves: each of the sixteen has met half as many products as eight would have.</summary>
    private static Vector256<int> Halved(Vector512<int> sums) => sums.GetLower() + sums.GetUpper();

    private static void AddTo(Span<long> sums, Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        sums[0] += Pairs.Sum(a);
        sums[1] += Pairs.Sum(b);
        sums[2] += Pairs.Sum(c);
        sums[3] += Pairs.Sum(d);
    }
}
