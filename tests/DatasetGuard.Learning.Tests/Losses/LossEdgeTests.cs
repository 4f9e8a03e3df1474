using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Runtime;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

/// <summary>Batches that a training loop may well come upon.</summary>
public sealed class LossEdgeTests
{
    public LossEdgeTests() => LibTorch.EnsureLoaded();

    public static TheoryData<string> Names => LossCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_of_one_class_has_a_finite_loss_and_gradient(string name)
    {
        var numbers = Numbers.Draw(9, LossCase.Dimension, classes: 3, seed: 1);

        IsFinite(name, numbers with { Y = [.. Enumerable.Repeat(2, 9)] });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Identical_points_have_a_finite_loss_and_gradient(string name)
    {
        var numbers = Numbers.Draw(8, LossCase.Dimension, classes: 3, seed: 2);

        IsFinite(name, numbers with { X = [.. Enumerable.Repeat(numbers.X[0], 8)], Z = [.. Enumerable.Repeat(numbers.Z[0], 8)] });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Points_of_zeros_have_a_finite_loss_and_a_gradient_of_ordinary_size(string name)
    {
        var numbers = Numbers.Draw(8, LossCase.Dimension, classes: 3, seed: 3);

        var slopes = IsFinite(name, numbers with { X = [.. numbers.X.Select((row, i) => i % 2 == 0 ? new double[LossCase.Dimension] : row)], Z = [.. numbers.Z.Select(_ => new double[3])] });

        slopes.Max(Math.Abs).Should().BeLessThan(100);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_sample_has_a_finite_loss_and_gradient(string name) => IsFinite(name, Numbers.Draw(1, LossCase.Dimension, classes: 3, seed: 4));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_thousand_classes_have_the_loss_of_the_formula(string name)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(40, LossCase.Dimension, classes: 1000, seed: 5);
        using var loss = LossCase.All[name].Create(1000);

        var value = Numbers.Value(loss.forward(numbers.Batch()));

        value.Should().BeApproximately(LossCase.All[name].Formula(numbers, loss), 1e-8);
        IsFinite(name, numbers, classes: 1000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_samples_cost_nothing(string name)
    {
        var numbers = Numbers.Draw(3, LossCase.Dimension, classes: 3, seed: 6);

        IsFinite(name, numbers with { W = [0, 0, 0] }).Should().OnlyContain(slope => slope == 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_of_weight_zero_is_left_out_even_if_it_is_not_a_number(string name)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(12, LossCase.Dimension, classes: 3, seed: 7, isWeighted: true);
        numbers.X[4].AsSpan().Fill(double.NaN);
        numbers.Z[4].AsSpan().Fill(double.NaN);
        numbers.W[4] = 0;
        using var loss = LossCase.All[name].Create(3);
        var batch = numbers.Batch();

        var value = loss.forward(batch);
        value.backward();

        Numbers.Value(value).Should().BeApproximately(LossCase.All[name].Formula(numbers.Take([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]), loss), 1e-8);
        Numbers.Slope(batch.Embeddings!).Concat(Numbers.Slope(batch.Logits!)).Should().OnlyContain(slope => double.IsFinite(slope));
        Numbers.Slope(batch.Embeddings!).Skip(4 * LossCase.Dimension).Take(LossCase.Dimension).Should().OnlyContain(slope => slope == 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Not_a_number_is_not_hidden(string name)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(8, LossCase.Dimension, classes: 2, seed: 8);
        numbers.X[3][1] = double.NaN;
        numbers.Z[3][1] = double.NaN;
        using var loss = LossCase.All[name].Create(2);

        Numbers.Value(loss.forward(numbers.Batch())).Should().Be(double.NaN);
    }

    [Theory]
    [InlineData("contrastive")]
    [InlineData("triplet")]
    [InlineData("margin")]
    public void Pairs_that_are_all_inactive_cost_nothing_and_pull_nowhere(string name)
    {
        // Two classes at opposite poles.
        double[][] poles = [[1, 0, 0, 0, 0], [1, 0, 0, 0, 0], [-1, 0, 0, 0, 0], [-1, 0, 0, 0, 0]];
        var numbers = Numbers.Draw(4, LossCase.Dimension, classes: 2, seed: 9) with { X = poles, Y = [0, 0, 1, 1] };

        IsFinite(name, numbers).Should().OnlyContain(slope => slope == 0);
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        using var scope = torch.NewDisposeScope();
        var batch = Numbers.Draw(4, LossCase.Dimension, classes: 2, seed: 1).Batch();
        using BatchLoss margin = LossCase.All["margin"].Create(2), relax = LossCase.All["relax, even"].Create(2), taught = LossCase.All["distillation"].Create(2);

        margin.Invoking(loss => loss.forward(batch with { Embeddings = null })).Should().Throw<ArgumentException>().WithMessage("*needs the Embeddings*");
        relax.Invoking(loss => loss.forward(batch with { Logits = null })).Should().Throw<ArgumentException>().WithMessage("*needs the Logits*");
        taught.Invoking(loss => loss.forward(batch with { SoftTargets = null })).Should().Throw<ArgumentException>().WithMessage("*needs the SoftTargets*");
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        var batch = Numbers.Draw(4, LossCase.Dimension, classes: 2, seed: 1).Batch();
        using var loss = LossCase.All["sum"].Create(2);
        void Refused(LossBatch odd, string message) => loss.Invoking(l => l.forward(odd)).Should().Throw<ArgumentException>().WithMessage(message);

        Refused(batch with { Labels = torch.tensor([0L, 1, 0, 5], [4]) }, "Label 5 is not below*2*");
        Refused(batch with { Labels = torch.tensor([0L, 1, 0, -1], [4]) }, "*not be negative*");
        Refused(batch with { Labels = torch.tensor([0f, 1, 0, 1]) }, "*int64*");
        Refused(batch with { Labels = torch.tensor([0L, 1, 0], [3]), Weights = null }, "*(3, any)*");
        Refused(batch with { Weights = [1, 1] }, "*2 weights for 4 samples*");
        Refused(batch with { Weights = [1, 1, -1, 1] }, "*not negative*");
        Refused(batch with { Weights = [1, 1, float.NaN, 1] }, "*finite*");
    }

    [Theory]
    [InlineData("margin, per class")]
    [InlineData("center")]
    [InlineData("center relaxed, odd")]
    public void A_label_for_which_nothing_is_learned_is_refused(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var loss = LossCase.All[name].Create(3);

        loss.Invoking(l => l.forward(Numbers.Draw(30, LossCase.Dimension, classes: 4, seed: 1).Batch())).Should().Throw<ArgumentException>().WithMessage("Label 3 is not below*");
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Action[] odd =
        [
            () => _ = new ContrastiveLoss(0), () => _ = new ContrastiveLoss(double.NaN), () => _ = new MarginLoss(alpha: -1), () => _ = new MarginLoss(beta: 2),
            () => _ = new MarginLoss(nu: -1), () => _ = new MarginLoss(classes: 0), () => _ = new TripletMarginLoss(0), () => _ = new NTXentLoss(0), () => _ = new SupConLoss(-1),
            () => _ = new NTLogisticLoss(double.PositiveInfinity), () => _ = new CenterLoss(0, 5, 1), () => _ = new CenterLoss(3, 0, 1), () => _ = new RelaxLoss(-1),
            () => _ = new RelaxLoss(1, 1.5), () => _ = new CenterRelaxedLoss(1, 5, 1), () => _ = new CenterRelaxedLoss(3, 5, 1, new() { Upper = 0 }),
            () => _ = new DistillationLoss(0), () => _ = new DistillationLoss(1, 1.1), () => _ = new SumLoss(),
        ];

        odd.Should().AllSatisfy(make => make.Should().Throw<ArgumentException>());
    }

    private static double[] IsFinite(string name, Numbers numbers, int classes = 3)
    {
        using var scope = torch.NewDisposeScope();
        using var loss = LossCase.All[name].Create(classes);
        var batch = numbers.Batch();

        var value = loss.forward(batch);
        value.backward();

        double.IsFinite(Numbers.Value(value)).Should().BeTrue();
        double[] slopes = [.. Numbers.Slope(batch.Embeddings!), .. Numbers.Slope(batch.Logits!), .. loss.Learned.SelectMany(learned => Numbers.Slope(learned.Parameter))];
        slopes.Should().OnlyContain(slope => double.IsFinite(slope));
        return slopes;
    }
}
