using System.Numerics;
using System.Runtime.CompilerServices;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Per frequency the sums of real and imaginary parts and of their products: the first-pass state of the sinusoid stage.</summary>
/// <remarks>
/// Coefficients are whole numbers up to 2^24 and sums are kept in 64-bit integers, so that adding parts is exact in any order. 2^15 images of
/// the largest coefficient there can be fit, and about 3 * 10^7 photographs; what does not fit is refused, never wrapped.
/// </remarks>
internal sealed class WaveMoments(int bins)
{
    /// <summary>1.5 * 2^52: a whole number below 2^51 that is added to it stands in its low bits, as a 64-bit integer.</summary>
    private const double Shift = 6755399441055744;

    private static readonly Vector<double> Shifts = new(Shift);
    private static readonly Vector<long> ShiftBits = Vector.AsVectorInt64(Shifts);

    public long Count { get; private set; }

    /// <summary>Memory that the sums take.</summary>
    public long Bytes => 5L * sizeof(long) * Real.Length;

    public long[] Real { get; } = new long[bins];

    public long[] Imaginary { get; } = new long[bins];

    public long[] RealReal { get; } = new long[bins];

    public long[] ImaginaryImaginary { get; } = new long[bins];

    public long[] RealImaginary { get; } = new long[bins];

    private long[][] All => [Real, Imaginary, RealReal, ImaginaryImaginary, RealImaginary];

    /// <param name="real">Real parts of one image.</param>
    /// <param name="imaginary">Imaginary parts of the image.</param>
    public void Add(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary)
    {
        Count++;
        var i = 0;
        for (; i <= real.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(real[i..]), out var lowReal, out var highReal);
            Vector.Widen(new Vector<float>(imaginary[i..]), out var lowImaginary, out var highImaginary);
            Add(i, lowReal, lowImaginary);
            Add(i + Vector<double>.Count, highReal, highImaginary);
        }

        for (; i < real.Length; i++)
        {
            long re = (long)real[i], im = (long)imaginary[i];
            Real[i] += re;
            Imaginary[i] += im;
            RealReal[i] += re * re;
            ImaginaryImaginary[i] += im * im;
            RealImaginary[i] += re * im;
        }
    }

    public void Add(WaveMoments other) => AddScaled(other, 1);

    /// <summary>What is left when a part is taken out.</summary>
    public WaveMoments Without(WaveMoments part)
    {
        var rest = new WaveMoments(Real.Length);
        rest.AddScaled(this, 1);
        rest.AddScaled(part, -1);
        return rest;
    }

    private void AddScaled(WaveMoments other, int sign)
    {
        Count += sign * other.Count;
        foreach (var (sums, others) in All.Zip(other.All))
        {
            for (var i = 0; i < sums.Length; i++)
                sums[i] += sign * others[i];
        }

        if (RealReal.Any(long.IsNegative) || ImaginaryImaginary.Any(long.IsNegative))
            throw new OverflowException($"{Count:N0} images of one strong wave: their sums exceed 64 bits. Scan parts of the dataset.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int at, Vector<double> real, Vector<double> imaginary)
    {
        AddTo(Real, at, real);
        AddTo(Imaginary, at, imaginary);
        AddTo(RealReal, at, real * real);
        AddTo(ImaginaryImaginary, at, imaginary * imaginary);
        AddTo(RealImaginary, at, real * imaginary);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(long[] sums, int at, Vector<double> values) =>
        (new Vector<long>(sums, at) + (Vector.AsVectorInt64(values + Shifts) - ShiftBits)).CopyTo(sums, at);
}
