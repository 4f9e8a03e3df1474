using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DatasetGuard.Detection.Features;

/// <summary>Products of 16-bit numbers, added in neighbouring pairs: the step of all exact sums here.</summary>
internal static class Pairs
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Multiply(Vector256<short> a, Vector256<short> b) =>
        Avx2.IsSupported ? Avx2.MultiplyAddAdjacent(a, b) : MultiplyPortably(a, b);

    /// <summary>The same without the instruction, for other processors.</summary>
    public static Vector256<int> MultiplyPortably(Vector256<short> a, Vector256<short> b)
    {
        var (first, second) = (a.AsInt32(), b.AsInt32());
        return (((first << 16) >> 16) * ((second << 16) >> 16)) + ((first >> 16) * (second >> 16));
    }

    /// <summary>The total, which may need more than 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Sum(Vector256<int> values)
    {
        var (low, high) = Vector256.Widen(values);
        return Vector256.Sum(low + high);
    }

    /// <summary>The totals of four, where each fits into 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Sums(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        if (!Avx2.IsSupported)
            return Vector128.Create(Vector256.Sum(a), Vector256.Sum(b), Vector256.Sum(c), Vector256.Sum(d));

        var halves = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
        return halves.GetLower() + halves.GetUpper();
    }
}
