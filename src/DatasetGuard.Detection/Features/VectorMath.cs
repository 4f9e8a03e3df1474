using System.Numerics;

namespace DatasetGuard.Detection.Features;

/// <summary>Sums and products of vectors in single precision.</summary>
internal static class VectorMath
{
    public static float SumOfSquares(ReadOnlySpan<float> values) => Dot(values, values);

    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            sums += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);

        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];

        return sum;
    }

    public static void Scale(Span<float> values, float factor)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] *= factor;
    }
}
