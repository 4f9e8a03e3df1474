using System.Runtime.Intrinsics;
using CsCheck;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class PairsTests
{
    private static readonly Gen<short[]> Numbers = Gen.Short.Select(Gen.Int[0, 3], (value, kind) => kind switch { 0 => short.MaxValue, 1 => (short)-short.MaxValue, _ => value }).Array[Vector256<short>.Count];

    [Fact]
    public void Adds_neighbouring_products_with_and_without_the_instruction() => Gen.Select(Numbers, Numbers).Sample((a, b) =>
    {
        var expected = Enumerable.Range(0, a.Length / 2).Select(i => (a[2 * i] * b[2 * i]) + (a[(2 * i) + 1] * b[(2 * i) + 1])).ToArray();
        var (left, right) = (Vector256.Create(a), Vector256.Create(b));

        return Pairs.Multiply(left, right) == Vector256.Create(expected) && Pairs.MultiplyPortably(left, right) == Vector256.Create(expected);
    });

    [Fact]
    public void The_sum_may_need_more_than_32_bits() =>
        Pairs.Sum(Vector256.Create(int.MaxValue)).Should().Be(8L * int.MaxValue);
}
