using DatasetGuard.Learning.Losses;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

/// <summary>A batch in plain arrays.</summary>
internal sealed record Numbers(double[][] X, double[][] Z, double[][] Q, int[] Y, float[] W)
{
    public int Count => Y.Length;

    public int Classes => Z[0].Length;

    public static Numbers Draw(int count, int dimension, int classes, int seed, bool isWeighted = false)
    {
        var random = new Random(seed);
        double[] Row(int length) => [.. Enumerable.Range(0, length).Select(_ => (3 * random.NextDouble()) - 1.5)];
        double[][] Rows(int length) => [.. Enumerable.Range(0, count).Select(_ => Row(length))];
        return new Numbers(
            Rows(dimension),
            Rows(classes),
            [.. Rows(classes).Select(row => Formulas.Softmax(row))],
            [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))],
            [.. Enumerable.Range(0, count).Select(_ => isWeighted ? 0.25f * random.Next(1, 9) : 1)]);
    }

    /// <summary>The samples of some rows, in their order.</summary>
    public Numbers Take(IReadOnlyList<int> rows) =>
        new([.. rows.Select(i => X[i])], [.. rows.Select(i => Z[i])], [.. rows.Select(i => Q[i])], [.. rows.Select(i => Y[i])], [.. rows.Select(i => W[i])]);

    /// <summary>In double precision, as leaves of a graph.</summary>
    public LossBatch Batch() => new()
    {
        Labels = torch.tensor(Array.ConvertAll(Y, label => (long)label), [Count]),
        Embeddings = Leaf(X),
        Logits = Leaf(Z),
        SoftTargets = Leaf(Q).detach(),
        Weights = W,
    };

    public static double Value(torch.Tensor loss)
    {
        loss.dim().Should().Be(0);
        using var copy = loss.detach().to_type(torch.ScalarType.Float64);
        return copy.data<double>()[0];
    }

    public static double[] Slope(torch.Tensor leaf) => leaf.grad is { } slope ? slope.contiguous().data<double>().ToArray() : new double[leaf.numel()];

    private torch.Tensor Leaf(double[][] rows) => torch.tensor([.. rows.SelectMany(row => row)], [Count, rows.Length == 0 ? 1 : rows[0].Length]).requires_grad_(true);
}
