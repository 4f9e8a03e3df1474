using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Number, sum and sum of products of the vectors of one window: the whole state of the first pass.</summary>
/// <remarks>
/// In integer steps of the stored bytes, so that adding is exact: parts of a dataset, in any order and on any number of threads or
/// machines, add up to the same bits.
/// </remarks>
internal sealed class WindowMoments(int dimension)
{
    private const int RowsTogether = 4;
    private const int Lanes = 8;

    /// <summary>So many pairs of rows, in their packed form, stay in the nearest cache.</summary>
    private const int BlockPairs = 64;

    /// <summary>A sum of 32 bits holds the products of so many pairs of rows: 2 * 127^2 * 65,536 &lt; 2^31.</summary>
    private const int MaxExactPairs = 1 << 16;

    private readonly int _padded = (dimension + Lanes - 1) / Lanes * Lanes;

    public int Dimension { get; } = dimension;

    public long Count { get; private set; }

    public long[] Sums { get; } = new long[dimension];

    /// <summary>Row by row, symmetric.</summary>
    public long[] Products { get; } = new long[dimension * dimension];

    /// <param name="rows">Any number of rows of <see cref="Dimension"/> values.</param>
    public void Add(ReadOnlySpan<sbyte> rows)
    {
        var pairs = new int[BlockPairs * _padded];
        var products = new int[_padded * _padded];
        var sums = new int[Dimension];
        var (count, held) = (rows.Length / Dimension, 0);
        for (var start = 0; start < count; start += 2 * BlockPairs)
        {
            var block = rows.Slice(start * Dimension, Math.Min(2 * BlockPairs, count - start) * Dimension);
            for (var row = 0; row < block.Length; row += Dimension)
                ByteRows.AddTo(block.Slice(row, Dimension), sums);

            Pack(block, pairs);
            AddProducts(pairs, products);
            held += BlockPairs;
            if (held + BlockPairs > MaxExactPairs || start + (2 * BlockPairs) >= count)
            {
                Flush(products, sums);
                held = 0;
            }
        }

        Count += count;
    }

    public void Add(WindowMoments other)
    {
        Count += other.Count;
        for (var i = 0; i < Sums.Length; i++)
            Sums[i] += other.Sums[i];
        for (var i = 0; i < Products.Length; i++)
            Products[i] += other.Products[i];
    }

    /// <summary>What is left when a part is taken out: the other classes.</summary>
    public WindowMoments Without(WindowMoments part)
    {
        var rest = new WindowMoments(Dimension) { Count = Count - part.Count };
        for (var i = 0; i < Sums.Length; i++)
            rest.Sums[i] = Sums[i] - part.Sums[i];
        for (var i = 0; i < Products.Length; i++)
            rest.Products[i] = Products[i] - part.Products[i];

        return rest;
    }

    /// <summary>Two rows side by side: the lower halves of the numbers hold one, the upper halves the other. Rows that are missing are zero.</summary>
    private void Pack(ReadOnlySpan<sbyte> rows, int[] pairs)
    {
        Span<sbyte> missing = stackalloc sbyte[Dimension];
        missing.Clear();
        var count = rows.Length / Dimension;
        for (var row = 0; row < 2 * BlockPairs; row += 2)
        {
            var lower = row < count ? rows.Slice(row * Dimension, Dimension) : missing;
            var upper = row + 1 < count ? rows.Slice((row + 1) * Dimension, Dimension) : missing;
            Pack(lower, upper, pairs.AsSpan(row / 2 * _padded, Dimension));
        }
    }

    private static void Pack(ReadOnlySpan<sbyte> lower, ReadOnlySpan<sbyte> upper, Span<int> pairs)
    {
        ref var to = ref MemoryMarshal.GetReference(pairs);
        var i = 0;
        for (; i <= pairs.Length - Lanes; i += Lanes)
            ((Widen(lower[i..]) & Vector256.Create(0xFFFF)) | (Widen(upper[i..]) << 16)).StoreUnsafe(ref to, (nuint)i);

        for (; i < pairs.Length; i++)
            pairs[i] = (lower[i] & 0xFFFF) | (upper[i] << 16);
    }

    private static Vector256<int> Widen(ReadOnlySpan<sbyte> values)
    {
        var eight = Vector128.CreateScalarUnsafe(MemoryMarshal.Read<long>(MemoryMarshal.AsBytes(values))).AsSByte();
        var (low, high) = Vector128.Widen(Vector128.WidenLower(eight));
        return Vector256.Create(low, high);
    }

    /// <summary>The upper triangle of the sums of products, in pieces that stay in registers.</summary>
    private void AddProducts(int[] pairs, int[] products)
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(pairs);
        ref var to = ref MemoryMarshal.GetArrayDataReference(products);
        for (var i = 0; i < _padded; i += RowsTogether)
        {
            var j = i / Lanes * Lanes;
            for (; j <= _padded - (2 * Lanes); j += 2 * Lanes)
                AddTwoColumns(ref from, ref to, i, j);

            if (j < _padded)
                AddColumn(ref from, ref to, i, j);
        }
    }

    private void AddTwoColumns(ref int from, ref int to, int i, int j)
    {
        Vector256<int> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (var p = 0; p < BlockPairs; p++)
        {
            var row = p * _padded;
            var left = Vector256.LoadUnsafe(ref from, (nuint)(row + j)).AsInt16();
            var right = Vector256.LoadUnsafe(ref from, (nuint)(row + j + Lanes)).AsInt16();
            var a = Broadcast(ref from, row + i);
            var b = Broadcast(ref from, row + i + 1);
            var c = Broadcast(ref from, row + i + 2);
            var d = Broadcast(ref from, row + i + 3);
            a0 += Pairs.Multiply(left, a);
            a1 += Pairs.Multiply(right, a);
            b0 += Pairs.Multiply(left, b);
            b1 += Pairs.Multiply(right, b);
            c0 += Pairs.Multiply(left, c);
            c1 += Pairs.Multiply(right, c);
            d0 += Pairs.Multiply(left, d);
            d1 += Pairs.Multiply(right, d);
        }

        AddTo(ref to, i, j, a0);
        AddTo(ref to, i, j + Lanes, a1);
        AddTo(ref to, i + 1, j, b0);
        AddTo(ref to, i + 1, j + Lanes, b1);
        AddTo(ref to, i + 2, j, c0);
        AddTo(ref to, i + 2, j + Lanes, c1);
        AddTo(ref to, i + 3, j, d0);
        AddTo(ref to, i + 3, j + Lanes, d1);
    }

    private void AddColumn(ref int from, ref int to, int i, int j)
    {
        Vector256<int> a = default, b = default, c = default, d = default;
        for (var p = 0; p < BlockPairs; p++)
        {
            var row = p * _padded;
            var values = Vector256.LoadUnsafe(ref from, (nuint)(row + j)).AsInt16();
            a += Pairs.Multiply(values, Broadcast(ref from, row + i));
            b += Pairs.Multiply(values, Broadcast(ref from, row + i + 1));
            c += Pairs.Multiply(values, Broadcast(ref from, row + i + 2));
            d += Pairs.Multiply(values, Broadcast(ref from, row + i + 3));
        }

        AddTo(ref to, i, j, a);
        AddTo(ref to, i + 1, j, b);
        AddTo(ref to, i + 2, j, c);
        AddTo(ref to, i + 3, j, d);
    }

    private static Vector256<short> Broadcast(ref int from, int at) => Vector256.Create(Unsafe.Add(ref from, at)).AsInt16();

    private void AddTo(ref int to, int i, int j, Vector256<int> values)
    {
        var at = (nuint)((i * _padded) + j);
        (Vector256.LoadUnsafe(ref to, at) + values).StoreUnsafe(ref to, at);
    }

    private void Flush(int[] products, int[] sums)
    {
        for (var i = 0; i < Dimension; i++)
        {
            Sums[i] += sums[i];
            for (var j = i; j < Dimension; j++)
            {
                Products[(i * Dimension) + j] += products[(i * _padded) + j];
                if (j > i)
                    Products[(j * Dimension) + i] += products[(i * _padded) + j];
            }
        }

        Array.Clear(products);
        Array.Clear(sums);
    }
}
