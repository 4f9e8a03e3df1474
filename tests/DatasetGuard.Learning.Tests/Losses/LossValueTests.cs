using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Runtime;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

/// <summary>Values and gradients of every loss against its formula.</summary>
public sealed class LossValueTests
{
    private const double Step = 1e-6;

    public LossValueTests() => LibTorch.EnsureLoaded();

    public static TheoryData<string, int, bool> Batches
    {
        get
        {
            var data = new TheoryData<string, int, bool>();
            foreach (var name in LossCase.All.Keys)
            {
                data.Add(name, 12, false);
                data.Add(name, 17, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Equals_its_formula_computed_by_plain_loops(string name, int count, bool isWeighted)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(count, LossCase.Dimension, classes: 3, seed: count, isWeighted);
        using var loss = LossCase.All[name].Create(3);

        var value = Numbers.Value(loss.forward(numbers.Batch()));

        var expected = LossCase.All[name].Formula(numbers, loss);
        Math.Abs(expected).Should().BeGreaterThan(0.01, "a batch of no cost would prove nothing");
        value.Should().BeApproximately(expected, 1e-9 * (1 + Math.Abs(expected)));
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Has_the_gradient_of_its_formula(string name, int count, bool isWeighted)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(count, LossCase.Dimension, classes: 3, seed: count + 100, isWeighted);
        using var loss = LossCase.All[name].Create(3);
        var batch = numbers.Batch();

        loss.forward(batch).backward();

        var slopes = Numbers.Slope(batch.Embeddings!).Concat(Numbers.Slope(batch.Logits!)).ToArray();
        var rows = numbers.X.Concat(numbers.Z).ToArray();
        var expected = rows.SelectMany(row => row.Select((_, k) => Numeric(row, k, () => LossCase.All[name].Formula(numbers, loss)))).ToArray();
        expected.Max(Math.Abs).Should().BeGreaterThan(1e-3);
        slopes.Zip(expected, (slope, numeric) => Math.Abs(slope - numeric)).Max().Should().BeLessThan(1e-6);
    }

    [Theory]
    [InlineData("margin, per class")]
    [InlineData("center")]
    [InlineData("center relaxed, odd")]
    [InlineData("center relaxed, even, below")]
    public void What_it_learns_has_the_gradient_of_its_formula(string name)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(15, LossCase.Dimension, classes: 3, seed: 5);
        using var loss = LossCase.All[name].Create(3);
        loss.forward(numbers.Batch()).backward();
        var parameter = loss.Learned.Should().ContainSingle().Which.Parameter;
        var slopes = Numbers.Slope(parameter);

        var values = parameter.detach().data<double>().ToArray();
        var expected = values.Select((_, k) => Numeric(values, k, () =>
        {
            using var withoutGraph = torch.no_grad();
            parameter.copy_(torch.tensor(values, parameter.shape));
            return LossCase.All[name].Formula(numbers, loss);
        })).ToArray();

        expected.Max(Math.Abs).Should().BeGreaterThan(1e-3);
        slopes.Zip(expected, (slope, numeric) => Math.Abs(slope - numeric)).Max().Should().BeLessThan(1e-6);
    }

    [Theory]
    [MemberData(nameof(LossCase.Names), MemberType = typeof(LossCase))]
    public void Takes_single_precision_as_well(string name)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Numbers.Draw(12, LossCase.Dimension, classes: 3, seed: 8);
        using var loss = LossCase.All[name].Make(3);
        loss.BeginEpoch(LossCase.All[name].Epoch);
        using var exact = LossCase.All[name].Create(3);
        var batch = numbers.Batch();
        var other = numbers.Batch();
        exact.forward(other).backward();
        var value = loss.forward(batch with
        {
            Embeddings = batch.Embeddings!.to_type(torch.ScalarType.Float32),
            Logits = batch.Logits!.to_type(torch.ScalarType.Float32),
            SoftTargets = batch.SoftTargets!.to_type(torch.ScalarType.Float32),
        });

        value.backward();

        value.dtype.Should().Be(torch.ScalarType.Float32);
        Numbers.Value(value).Should().BeApproximately(LossCase.All[name].Formula(numbers, loss), 1e-4);
        Numbers.Slope(batch.Embeddings!).Zip(Numbers.Slope(other.Embeddings!), (slope, wanted) => Math.Abs(slope - wanted)).Max().Should().BeLessThan(1e-5);
        Numbers.Slope(batch.Logits!).Zip(Numbers.Slope(other.Logits!), (slope, wanted) => Math.Abs(slope - wanted)).Max().Should().BeLessThan(1e-5);
    }

    [Fact]
    public void Near_points_keep_their_distance_and_the_direction_between_them_in_single_precision()
    {
        using var scope = torch.NewDisposeScope();
        var points = torch.tensor(new[] { 0.6f, 0.8f, 0.6f + 3e-4f, 0.8f - 4e-4f }, [2, 2]).requires_grad_(true);

        var distances = Distances.Between(points);
        distances.sum().backward();

        distances.data<float>().ToArray()[1].Should().BeApproximately(5e-4f, 1e-7f);
        points.grad!.data<float>().ToArray().Zip([-1.2f, 1.6f, 1.2f, -1.6f], (slope, wanted) => Math.Abs(slope - wanted)).Max().Should().BeLessThan(0.01f);
    }

    /// <summary>Central difference.</summary>
    private static double Numeric(double[] values, int index, Func<double> function)
    {
        var at = values[index];
        values[index] = at + Step;
        var above = function();
        values[index] = at - Step;
        var below = function();
        values[index] = at;
        return (above - below) / (2 * Step);
    }
}
