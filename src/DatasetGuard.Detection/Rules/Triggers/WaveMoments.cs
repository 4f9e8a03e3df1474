using System.Numerics;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Per frequency the sums of real and imaginary parts and of their products: the first-pass state of the sinusoid stage.</summary>
/// <remarks>Sums of whole numbers below 2^53, so that adding parts is exact in any order.</remarks>
internal sealed class WaveMoments(int bins)
{
    public long Count { get; private set; }

    /// <summary>Memory that the sums take.</summary>
    public long Bytes => 5L * sizeof(double) * Real.Length;

    public double[] Real { get; } = new double[bins];

    public double[] Imaginary { get; } = new double[bins];

    public double[] RealReal { get; } = new double[bins];

    public double[] ImaginaryImaginary { get; } = new double[bins];

    public double[] RealImaginary { get; } = new double[bins];

    private double[][] All => [Real, Imaginary, RealReal, ImaginaryImaginary, RealImaginary];

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
            double re = real[i], im = imaginary[i];
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
    }

    private void Add(int at, Vector<double> real, Vector<double> imaginary)
    {
        AddTo(Real, at, real);
        AddTo(Imaginary, at, imaginary);
        AddTo(RealReal, at, real * real);
        AddTo(ImaginaryImaginary, at, imaginary * imaginary);
        AddTo(RealImaginary, at, real * imaginary);
    }

    private static void AddTo(double[] sums, int at, Vector<double> values) => (new Vector<double>(sums, at) + values).CopyTo(sums, at);
}
