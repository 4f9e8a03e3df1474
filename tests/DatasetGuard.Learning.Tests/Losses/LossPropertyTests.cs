using CsCheck;
using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Runtime;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

/// <summary>What holds of every batch.</summary>
public sealed class LossPropertyTests
{
    private const int Rounds = 25;

    private static readonly Gen<(int Count, int Seed, bool IsWeighted)> Batches = Gen.Select(Gen.Int[1, 14], Gen.Int[0, 100_000], Gen.Bool);

    public LossPropertyTests() => LibTorch.EnsureLoaded();

    public static TheoryData<string> Names => LossCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_order_of_a_batch_does_not_matter(string name) =>
        Check(Batches, (numbers, draw) =>
        {
            int[] order = [.. Enumerable.Range(0, numbers.Count)];
            new Random(draw).Shuffle(order);

            Value(name, numbers.Take(order)).Should().BeApproximately(Value(name, numbers), 1e-9);
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_never_negative_where_it_says_so(string name)
    {
        if (LossCase.All[name].IsNeverNegative)
            Check(Batches, (numbers, _) => Value(name, numbers).Should().BeGreaterThanOrEqualTo(-1e-12));
        else
            Value(name, Typical).Should().BeNegative();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_length_of_embeddings_matters_only_off_the_sphere(string name)
    {
        if (!LossCase.All[name].DependsOnLength)
            Check(Batches, (numbers, draw) => Value(name, Longer(numbers, 0.1 + (draw % 97))).Should().BeApproximately(Value(name, numbers), 1e-9));
        else
            Value(name, Longer(Typical, 3)).Should().NotBeApproximately(Value(name, Typical), 1e-3);
    }

    [Fact]
    public void Off_the_sphere_the_contrastive_loss_grows_with_the_square_of_lengths_and_margin() =>
        Check(Batches, (numbers, draw) =>
        {
            var factor = 0.5 + (draw % 13);
            using var scope = torch.NewDisposeScope();
            using ContrastiveLoss one = new(2) { OnSphere = false }, other = new(2 * factor) { OnSphere = false };

            var expected = factor * factor * Numbers.Value(one.forward(numbers.Batch()));
            Numbers.Value(other.forward(Longer(numbers, factor).Batch())).Should().BeApproximately(expected, 1e-9 * (1 + expected));
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_count_only_against_each_other(string name) =>
        Check(Batches, (numbers, draw) =>
            Value(name, numbers with { W = Array.ConvertAll(numbers.W, w => w * (1 + (draw % 7))) }).Should().BeApproximately(Value(name, numbers), 1e-9));

    [Theory]
    [MemberData(nameof(Names))]
    public void Adding_a_constant_to_the_logits_of_a_sample_matters_only_where_they_are_shortened(string name)
    {
        if (!LossCase.All[name].DependsOnLevel)
            Check(Batches, (numbers, draw) => Value(name, Higher(numbers, draw % 50)).Should().BeApproximately(Value(name, numbers), 1e-9));
        else
            Value(name, Higher(Typical, 3)).Should().NotBeApproximately(Value(name, Typical), 1e-3);
    }

    private static Numbers Typical => Numbers.Draw(12, LossCase.Dimension, 4, seed: 1);

    private static Numbers Higher(Numbers numbers, double by) => numbers with { Z = [.. numbers.Z.Select((row, i) => Array.ConvertAll(row, z => z + i + by))] };

    private static Numbers Longer(Numbers numbers, double factor) => numbers with { X = [.. numbers.X.Select(row => Array.ConvertAll(row, x => x * factor))] };

    private static void Check(Gen<(int Count, int Seed, bool IsWeighted)> batches, Action<Numbers, int> holds) =>
        batches.Sample(draw => holds(Numbers.Draw(draw.Count, LossCase.Dimension, 4, draw.Seed, draw.IsWeighted), draw.Seed), iter: Rounds, threads: 1);

    private static double Value(string name, Numbers numbers)
    {
        using var scope = torch.NewDisposeScope();
        using var loss = LossCase.All[name].Create(4);
        return Numbers.Value(loss.forward(numbers.Batch()));
    }
}
