using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class BlockKrylovTests
{
    public BlockKrylovTests() => LibTorch.EnsureLoaded();

    [Fact]
    public void Finds_the_largest_eigenvalues_and_their_vectors_among_many()
    {
        // Eigenvalues 1 to 1.5 in a flat spectrum, and two that stand a little out, on the axes 7 and 40.
        var eigenvalues = Enumerable.Range(0, 96).Select(i => 1 + (i / 190.0)).ToArray();
        (eigenvalues[7], eigenvalues[40]) = (2.2, 1.9);

        var top = BlockKrylov.Top(vectors => Multiply(vectors, eigenvalues), 96, width: 4, blocks: 8, count: 2, seed: 3);

        top.Select(pair => pair.Value).Should().Equal([2.2, 1.9], (a, b) => Math.Abs(a - b) < 1e-3);
        Math.Abs(top[0].Vector[7]).Should().BeApproximately(1, 1e-3);
        Math.Abs(top[1].Vector[40]).Should().BeApproximately(1, 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void Is_exact_in_as_few_dimensions_as_the_blocks_span(int dimension)
    {
        var eigenvalues = Enumerable.Range(1, dimension).Select(i => (double)i).ToArray();

        var top = BlockKrylov.Top(vectors => Multiply(vectors, eigenvalues), dimension, width: 4, blocks: 8, count: 2, seed: 0);

        top.Select(pair => pair.Value).Should().Equal(eigenvalues.Reverse().Take(2), (a, b) => Math.Abs(a - b) < 1e-9);
        top.Should().AllSatisfy(pair => Math.Sqrt(pair.Vector.Sum(value => value * value)).Should().BeApproximately(1, 1e-9));
    }

    [Fact]
    public void An_operator_that_is_zero_has_eigenvalue_0()
    {
        var top = BlockKrylov.Top(vectors => Array.ConvertAll(vectors, vector => new double[vector.Length]), 5, width: 2, blocks: 3, count: 1, seed: 0);

        top.Should().ContainSingle().Which.Value.Should().Be(0);
    }

    private static double[][] Multiply(double[][] vectors, double[] eigenvalues) => Array.ConvertAll(vectors, vector => vector.Zip(eigenvalues, (a, b) => a * b).ToArray());
}
