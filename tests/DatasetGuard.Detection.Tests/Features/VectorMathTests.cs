using CsCheck;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class VectorMathTests
{
    private static readonly Gen<(float[] A, float[] B)> Pairs =
        Gen.Int[0, 100].SelectMany(length => Gen.Select(Gen.Float[-10, 10].Array[length], Gen.Float[-10, 10].Array[length], (a, b) => (a, b)));

    [Fact]
    public void Dot_is_the_sum_of_products() => Pairs.Sample(pair =>
        Math.Abs(VectorMath.Dot(pair.A, pair.B) - pair.A.Zip(pair.B, (a, b) => (double)a * b).Sum()) < 0.01);

    [Fact]
    public void Sum_of_squares_is_the_product_with_itself() => Pairs.Sample(pair =>
        Math.Abs(VectorMath.SumOfSquares(pair.A) - pair.A.Sum(a => (double)a * a)) < 0.01);

    [Fact]
    public void Scale_multiplies_every_value() => Pairs.Sample(pair =>
    {
        var scaled = pair.A.ToArray();

        VectorMath.Scale(scaled, 0.3f);

        return scaled.AsSpan().SequenceEqual(pair.A.Select(a => a * 0.3f).ToArray());
    });
}
