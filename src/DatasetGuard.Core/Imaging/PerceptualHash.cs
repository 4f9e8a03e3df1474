using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DatasetGuard.Core.Imaging;

/// <summary>The 64-bit pHash: which low spatial frequencies of a picture are above their median.</summary>
/// <remarks>
/// The picture as 32 x 32 gray levels, its two-dimensional DCT-II, the 8 x 8 lowest frequencies; bit 8v + u is set where the coefficient of
/// vertical frequency v and horizontal frequency u lies above the median. The constant (bit 0) is left out of both, since it is only
/// brightness, so 63 bits carry information. Re-encoding, resizing and changes of brightness or contrast leave almost all bits as they
/// are; cropping, mirroring and rotation do not. After C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010).
/// All arithmetic after shrinking is in integers, so that every machine gives the same hash.
/// </remarks>
public static class PerceptualHash
{
    /// <summary>Bits that carry information.</summary>
    public const int Bits = (Frequencies * Frequencies) - 1;

    /// <summary>
    /// Gray levels (root mean square, of 255) that the 63 low frequencies must have together. Below, the bits are those of encoding noise,
    /// and empty pictures would all be each other's copies: JPEG at quality 75 changes these frequencies by about half a level.
    /// </summary>
    public const double MinContrast = 3;

    /// <summary>Pixels a side without which there are no eight frequencies.</summary>
    public const int MinSide = 8;

    private const int Side = 32;
    private const int Frequencies = 8;

    /// <summary>Scale of the basis, as a power of two.</summary>
    private const int ScaleBits = 10;

    /// <summary>Taken off between the two passes: each multiplies by at most 2^8 and adds 32 numbers, and the end must fit 31 bits.</summary>
    private const int ShiftBits = 4;

    /// <summary>Row x has the eight horizontal frequencies at pixel x, orthonormal, times 2^10.</summary>
    private static readonly int[] Basis = MakeBasis();

    /// <summary>The hash; null where the picture is too small or has too little structure to have one.</summary>
    public static ulong? Of(PixelBuffer image)
    {
        if (image.Width < MinSide || image.Height < MinSide)
            return null;

        Span<int> coefficients = stackalloc int[Frequencies * Frequencies];
        Transform(AreaResampler.Resize(image.ToGray(), Side, Side).Pixels, coefficients);
        return HasStructure(coefficients) ? Threshold(coefficients) : null;
    }

    /// <summary>How many bits differ.</summary>
    public static int Distance(ulong a, ulong b) => System.Numerics.BitOperations.PopCount(a ^ b);

    /// <summary>Rows first, all eight frequencies at once, then columns: only what is wanted of the 32 x 32 coefficients.</summary>
    /// <remarks>
    /// Even frequencies are symmetric about the middle of a row and odd ones antisymmetric: they see only the sums and only the differences
    /// of opposite pixels, which halves the products. Compiled in full at once: unoptimised vector code is so slow that the first thousands
    /// of images would cost half a second.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform(ReadOnlySpan<byte> pixels, Span<int> coefficients)
    {
        Span<Vector256<int>> sums = stackalloc Vector256<int>[Frequencies];
        Span<long> folded = stackalloc long[Side / 2];
        sums.Clear();
        ref var basis = ref MemoryMarshal.GetArrayDataReference(Basis);
        for (var y = 0; y < Side; y++)
        {
            Fold(pixels.Slice(y * Side, Side), folded);
            var row = Vector256<int>.Zero;
            for (var x = 0; x < folded.Length; x++)
                row += Vector256.Create(folded[x]).AsInt32() * Vector256.LoadUnsafe(ref basis, (nuint)(x * Frequencies));

            row >>= ShiftBits;
            for (var v = 0; v < Frequencies; v++)
                sums[v] += row * Basis[(y * Frequencies) + v];
        }

        for (var v = 0; v < Frequencies; v++)
            sums[v].CopyTo(coefficients[(v * Frequencies)..]);
    }

    /// <summary>For each pixel of the left half its sum with the opposite one, less twice the middle gray, and above it, 32 bits up, the difference.</summary>
    private static void Fold(ReadOnlySpan<byte> row, Span<long> folded)
    {
        var left = Vector128.Create(row);
        var right = Vector128.Shuffle(Vector128.Create(row[(Side / 2)..]), Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
        var (leftLow, leftHigh) = Vector128.Widen(left);
        var (rightLow, rightHigh) = Vector128.Widen(right);
        Fold(leftLow.AsInt16(), rightLow.AsInt16(), folded);
        Fold(leftHigh.AsInt16(), rightHigh.AsInt16(), folded[Vector128<short>.Count..]);
    }

    private static void Fold(Vector128<short> left, Vector128<short> right, Span<long> folded)
    {
        var (sumLow, sumHigh) = Vector128.Widen(left + right - Vector128.Create((short)256));
        var (differenceLow, differenceHigh) = Vector128.Widen(left - right);
        Pair(sumLow, differenceLow, folded);
        Pair(sumHigh, differenceHigh, folded[Vector128<int>.Count..]);
    }

    private static void Pair(Vector128<int> sum, Vector128<int> difference, Span<long> folded)
    {
        var (sumLow, sumHigh) = Vector128.Widen(sum.AsUInt32());
        var (differenceLow, differenceHigh) = Vector128.Widen(difference.AsUInt32());
        (sumLow | (differenceLow << 32)).AsInt64().CopyTo(folded);
        (sumHigh | (differenceHigh << 32)).AsInt64().CopyTo(folded[Vector128<long>.Count..]);
    }

    /// <summary>By Parseval's theorem the sum of squares of an orthonormal transform is that of the pixels.</summary>
    private static bool HasStructure(ReadOnlySpan<int> coefficients)
    {
        var energy = 0L;
        foreach (var coefficient in coefficients[1..])
        {
            var level = coefficient >> ShiftBits;
            energy += (long)level * level;
        }

        const double Unit = 1L << (2 * (ScaleBits - ShiftBits));
        return energy >= (long)(MinContrast * MinContrast * Side * Side * Unit * Unit);
    }

    /// <summary>The median is the coefficient with half of the others below it, found by comparing all with all: eight at once, and no branch of a sort that the picture decides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Threshold(Span<int> coefficients)
    {
        // Never above another, so that the constant counts nowhere.
        coefficients[0] = int.MaxValue;
        ref var first = ref MemoryMarshal.GetReference(coefficients);
        for (var i = 1; i <= Bits; i++)
        {
            var level = Vector256.Create(coefficients[i]);
            var (below, equal) = (Vector256<int>.Zero, Vector256<int>.Zero);
            for (var k = 0; k < coefficients.Length; k += Vector256<int>.Count)
            {
                var others = Vector256.LoadUnsafe(ref first, (nuint)k);
                below -= Vector256.LessThan(others, level);
                equal -= Vector256.Equals(others, level);
            }

            var rank = Vector256.Sum(below);
            if (rank <= Bits / 2 && rank + Vector256.Sum(equal) > Bits / 2)
                return Above(coefficients, coefficients[i]);
        }

        throw new InvalidOperationException("63 numbers have a median.");
    }

    /// <summary>The constant is no bit.</summary>
    private static ulong Above(ReadOnlySpan<int> coefficients, int median)
    {
        var hash = 0UL;
        for (var i = 1; i <= Bits; i++)
            hash |= coefficients[i] > median ? 1UL << i : 0;

        return hash;
    }

    /// <summary>Whole numbers: the last bit of a cosine may differ from machine to machine, its first ten do not.</summary>
    private static int[] MakeBasis()
    {
        var basis = new int[Side * Frequencies];
        for (var x = 0; x < Side; x++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                var norm = Math.Sqrt((u == 0 ? 1.0 : 2.0) / Side);
                basis[(x * Frequencies) + u] = (int)Math.Round((1 << ScaleBits) * norm * Math.Cos(Math.PI * u * ((2 * x) + 1) / (2 * Side)));
            }
        }

        return basis;
    }
}
