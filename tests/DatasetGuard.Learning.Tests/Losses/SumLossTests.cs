using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Runtime;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

public sealed class SumLossTests
{
    public SumLossTests() => LibTorch.EnsureLoaded();

    [Fact]
    public void Weights_follow_the_epoch()
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(10, LossCase.Dimension, classes: 3, seed: 1);
        using var loss = new SumLoss(new LossTerm(new CrossEntropyLoss(), 1), new LossTerm(new SupConLoss(), epoch => epoch < 2 ? 0 : 0.25));

        loss.BeginEpoch(1);
        var early = Numbers.Value(loss.forward(numbers.Batch()));
        loss.BeginEpoch(2);
        var late = Numbers.Value(loss.forward(numbers.Batch()));

        early.Should().BeApproximately(Formulas.CrossEntropy(numbers), 1e-12);
        late.Should().BeApproximately(Formulas.CrossEntropy(numbers) + (0.25 * Formulas.SupCon(numbers, 0.1)), 1e-9);
    }

    [Fact]
    public void A_term_of_weight_zero_needs_nothing()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = new SumLoss(new LossTerm(new CrossEntropyLoss(), 1), new LossTerm(new SupConLoss(), 0));
        var batch = Numbers.Draw(10, LossCase.Dimension, classes: 3, seed: 1).Batch() with { Embeddings = null };

        loss.Invoking(l => l.forward(batch)).Should().NotThrow();
    }

    [Fact]
    public void All_weights_zero_cost_nothing()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = new SumLoss(new LossTerm(new CrossEntropyLoss(), 0));
        var value = loss.forward(Numbers.Draw(10, LossCase.Dimension, classes: 3, seed: 1).Batch());

        value.backward();

        Numbers.Value(value).Should().Be(0);
    }

    [Fact]
    public void Passes_on_epochs_steps_and_what_is_learned()
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(10, LossCase.Dimension, classes: 3, seed: 1);
        var margin = new MarginLoss();
        using var loss = new SumLoss(new LossTerm(new RelaxLoss(9), 1), new LossTerm(margin, 1), new LossTerm(new CenterLoss(3, LossCase.Dimension, 1), 0));
        using (torch.no_grad())
            margin.Learned[0].Parameter.copy_(torch.tensor([7f]));

        loss.AfterStep();
        loss.BeginEpoch(1);

        margin.Betas.Should().Equal((float)MarginLoss.MostBeta);
        loss.Learned.Should().HaveCount(2);
        loss.state_dict().Keys.Should().BeEquivalentTo("term1.beta", "term2.centers");
        Numbers.Value(loss.forward(numbers.Batch())).Should()
            .BeApproximately(Formulas.Relax(numbers, 9, 1, isOdd: true) + Formulas.Margin(numbers, 0.2, _ => (float)1.6, 0), 1e-6);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void An_odd_weight_is_refused(double weight)
    {
        var make = () => new SumLoss(new LossTerm(new CrossEntropyLoss(), weight));

        make.Should().Throw<InvalidOperationException>().WithMessage("*CrossEntropyLoss in epoch 0*");
    }
}
