using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Sampling;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

public sealed class MarginLossTests
{
    public MarginLossTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_slope_of_beta_is_the_balance_of_active_pairs(int seed)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(12, LossCase.Dimension, classes: 3, seed);
        using var loss = LossCase.All["margin"].Create(3);

        loss.forward(numbers.Batch()).backward();

        var (same, other) = ActivePairs(numbers, alpha: 0.2, beta: (float)1.2);
        Numbers.Slope(loss.Learned[0].Parameter)[0].Should().BeApproximately((other - same) / (double)(same + other), 1e-12);
    }

    [Fact]
    public void Beta_stays_in_its_range()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = new MarginLoss(classes: 3);
        using (torch.no_grad())
            loss.Learned[0].Parameter.copy_(torch.tensor([0.1f, 1.3f, 2]));

        loss.AfterStep();

        loss.Betas.Should().Equal(MarginLoss.LeastBeta, 1.3f, (float)MarginLoss.MostBeta);
    }

    [Fact]
    public void One_kind_of_pairs_alone_drives_beta_to_the_end_of_its_range()
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(8, LossCase.Dimension, classes: 2, seed: 1) with { Y = [.. Enumerable.Range(0, 8)] };
        using var loss = LossCase.All["margin"].Create(2);

        Descend(loss, numbers, steps: 200);

        ((MarginLoss)loss).Betas.Should().Equal(MarginLoss.LeastBeta);
    }

    [Fact]
    public void Nu_pulls_beta_down()
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(12, LossCase.Dimension, classes: 3, seed: 2);
        using MarginLoss plain = new(), pulled = new(nu: 5);

        Descend(plain, numbers, steps: 10);
        Descend(pulled, numbers, steps: 10);

        pulled.Betas[0].Should().BeLessThan(plain.Betas[0] - 0.1);
    }

    [Fact]
    public void A_fixed_beta_is_not_learned()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = new MarginLoss(learnsBeta: false);
        var batch = Numbers.Draw(12, LossCase.Dimension, classes: 3, seed: 2).Batch();

        loss.forward(batch).backward();

        loss.Learned.Should().BeEmpty();
        loss.Betas.Should().Equal((float)1.2);
        Numbers.Slope(batch.Embeddings!).Should().Contain(slope => slope != 0);
    }

    [Fact]
    public void Beta_is_saved_with_the_module_and_outlives_the_scope_it_was_made_in()
    {
        MarginLoss loss;
        using (torch.NewDisposeScope())
            loss = new MarginLoss(classes: 4);

        using (loss)
        using (torch.NewDisposeScope())
        {
            loss.state_dict().Keys.Should().Equal("beta");
            loss.parameters().Should().ContainSingle().Which.shape.Should().Equal(4);
            loss.Betas.Should().HaveCount(4);
        }
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(0.8)]
    public void Drawn_pairs_cost_what_the_formula_says_of_them_and_lie_nearer_than_alpha_and_beta(double start)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(14, LossCase.Dimension, classes: 3, seed: 4);
        using var loss = new MarginLoss(beta: start) { Sampler = new DistanceWeightedSampler(seed: 9) };
        loss.to(torch.ScalarType.Float64);

        var value = Numbers.Value(loss.forward(numbers.Batch()));

        var beta = (double)(float)start;
        var distances = (from i in Enumerable.Range(0, 14) from j in Enumerable.Range(0, 14) select i == j ? 0 : Formulas.Distance(numbers, i, j, true)).ToArray();
        var triplets = new DistanceWeightedSampler(seed: 9).Draw(
            distances, Array.ConvertAll(numbers.Y, y => (long)y), LossCase.Dimension, [.. Enumerable.Repeat(0.2 + beta, 14)]);
        double[] costs =
        [
            .. triplets.Where(t => t.Positive >= 0).Select(t => 0.2 + distances[(t.Anchor * 14) + t.Positive] - beta),
            .. triplets.Where(t => t.Negative >= 0).Select(t => 0.2 - distances[(t.Anchor * 14) + t.Negative] + beta),
        ];
        value.Should().BeApproximately(costs.Where(cost => cost > 0).Average(), 1e-9);
        value.Should().NotBeApproximately(Formulas.Margin(numbers, 0.2, _ => beta, 0), 1e-6);
    }

    [Fact]
    public void An_epoch_begun_again_draws_the_same_pairs()
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(30, LossCase.Dimension, classes: 4, seed: 5);
        using var loss = new MarginLoss { Sampler = new DistanceWeightedSampler(seed: 1) };
        double[] Epoch(int epoch)
        {
            loss.BeginEpoch(epoch);
            return [.. Enumerable.Range(0, 3).Select(_ => Numbers.Value(loss.forward(numbers.Batch())))];
        }

        var first = Epoch(2);

        Epoch(2).Should().Equal(first);
        Epoch(3).Should().NotEqual(first);
        first.Distinct().Should().HaveCount(3);
    }

    [Fact]
    public void A_drawn_loss_has_a_gradient_of_finite_numbers_in_every_batch()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = new MarginLoss { Sampler = new DistanceWeightedSampler(seed: 1) };
        int[][] labels = [[0], [0, 0, 0], [0, 1, 2, 3], [0, 0, 1, 1]];

        foreach (var y in labels)
        {
            var batch = (Numbers.Draw(y.Length, LossCase.Dimension, classes: 4, seed: 1) with { Y = y }).Batch();
            loss.forward(batch).backward();
            Numbers.Slope(batch.Embeddings!).Should().OnlyContain(slope => double.IsFinite(slope));
        }
    }

    private static void Descend(BatchLoss loss, Numbers numbers, int steps)
    {
        var (parameter, rate) = loss.Learned[0];
        for (var step = 0; step < steps; step++)
        {
            parameter.grad?.zero_();
            loss.forward(numbers.Batch()).backward();
            using var withoutGraph = torch.no_grad();
            using var move = parameter.grad!.mul(torch.tensor(rate, parameter.dtype));
            parameter.sub_(move);
            loss.AfterStep();
        }
    }

    private static (int Same, int Other) ActivePairs(Numbers b, double alpha, double beta)
    {
        var (same, other) = (0, 0);
        for (var i = 0; i < b.Count; i++)
        {
            for (var j = 0; j < b.Count; j++)
            {
                var d = Formulas.Distance(b, i, j, true);
                if (i != j && b.Y[i] == b.Y[j] && d > beta - alpha)
                    same++;
                else if (b.Y[i] != b.Y[j] && d < beta + alpha)
                    other++;
            }
        }

        return (same, other);
    }
}
