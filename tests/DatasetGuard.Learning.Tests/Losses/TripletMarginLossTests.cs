using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Sampling;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

public sealed class TripletMarginLossTests
{
    public TripletMarginLossTests() => LibTorch.EnsureLoaded();

    [Fact]
    public void Drawn_triplets_cost_what_the_formula_says_of_them()
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(14, LossCase.Dimension, classes: 3, seed: 4) with { Y = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 3] };
        using var loss = new TripletMarginLoss { Sampler = new DistanceWeightedSampler(seed: 9) };

        var value = Numbers.Value(loss.forward(numbers.Batch()));

        var distances = (from i in Enumerable.Range(0, 14) from j in Enumerable.Range(0, 14) select i == j ? 0 : Formulas.Distance(numbers, i, j, true)).ToArray();
        var costs = new DistanceWeightedSampler(seed: 9).Draw(distances, Array.ConvertAll(numbers.Y, y => (long)y), LossCase.Dimension)
            .Where(t => t.IsWhole).Select(t => distances[(t.Anchor * 14) + t.Positive] - distances[(t.Anchor * 14) + t.Negative] + 0.2);
        value.Should().BeApproximately(costs.Where(cost => cost > 0).Average(), 1e-9);
    }
}
