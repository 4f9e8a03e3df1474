using CsCheck;
using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Runtime;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

public sealed class CrossFitTargetsTests
{
    [Fact]
    public void No_network_is_asked_about_what_it_saw() =>
        Gen.Select(Gen.Int[0, 4].Array[6, 60], Gen.Int[2, 6], Gen.Int).Sample((labels, folds, seed) =>
        {
            var targets = new CrossFitTargets(labels, 5, folds, seed);

            for (var fold = 0; fold < folds; fold++)
                targets.TrainingRows(fold).Concat(targets.HeldOutRows(fold)).Order().Should().Equal(Enumerable.Range(0, labels.Length));
            Enumerable.Range(0, folds).SelectMany(targets.HeldOutRows).Order().Should().Equal(Enumerable.Range(0, labels.Length));
        });

    [Fact]
    public void Folds_and_classes_are_even() =>
        Gen.Select(Gen.Int[0, 4].Array[6, 60], Gen.Int[2, 6], Gen.Int).Sample((labels, folds, seed) =>
        {
            var targets = new CrossFitTargets(labels, 5, folds, seed);
            int[][] heldOut = [.. Enumerable.Range(0, folds).Select(targets.HeldOutRows)];

            (heldOut.Max(rows => rows.Length) - heldOut.Min(rows => rows.Length)).Should().BeLessThanOrEqualTo(1);
            for (var label = 0; label < 5; label++)
            {
                int[] counts = [.. heldOut.Select(rows => rows.Count(row => labels[row] == label))];
                (counts.Max() - counts.Min()).Should().BeLessThanOrEqualTo(1);
            }
        });

    [Fact]
    public void Copies_stay_together()
    {
        int[] groups = [0, 1, 0, 2, 3, 2, 4, 0], labels = [0, 0, 0, 1, 1, 1, 0, 1];

        var targets = new CrossFitTargets(labels, 2, folds: 3, seed: 1, groups);

        foreach (var fold in Enumerable.Range(0, 3))
            targets.HeldOutRows(fold).Select(row => groups[row]).Should().NotIntersectWith(targets.TrainingRows(fold).Select(row => groups[row]));
    }

    [Fact]
    public void The_seed_decides_the_folds()
    {
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 3)];
        int[] Fold(int seed) => new CrossFitTargets(labels, 3, 4, seed).HeldOutRows(0);

        Fold(1).Should().Equal(Fold(1)).And.NotEqual(Fold(2));
    }

    [Fact]
    public void Targets_are_the_softened_probabilities_in_the_order_asked_for()
    {
        LibTorch.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        var targets = new CrossFitTargets([0, 1, 2, 0], 3, folds: 2, seed: 1, temperature: 2);
        double[][] logits = [[1, 2, 3], [400, -400, 0], [0, 0, 0], [-1, 5, 2]];
        Teach(targets, logits);

        var rows = targets.Batch([3, 0, 1]).data<float>().ToArray();

        double[] expected = [.. new[] { 3, 0, 1 }.SelectMany(i => Formulas.Softmax(Array.ConvertAll(logits[i], z => z / 2)))];
        rows.Zip(expected, (value, wanted) => Math.Abs(value - wanted)).Max().Should().BeLessThan(1e-6);
    }

    [Fact]
    public void A_network_that_saw_the_sample_may_not_teach_it()
    {
        var targets = new CrossFitTargets([0, 1, 0, 1], 2, folds: 2, seed: 1);
        var seen = targets.TrainingRows(0)[0];

        targets.Invoking(t => t.Teach(0, seen, [1, 2])).Should().Throw<ArgumentException>().WithMessage("*was trained on sample*");
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var targets = new CrossFitTargets([0, 1, 0, 1], 2, folds: 2, seed: 1);
        var row = targets.HeldOutRows(0)[0];

        targets.Invoking(t => t.Teach(0, row, [1, float.NaN])).Should().Throw<ArgumentException>().WithMessage("*finite*");
        targets.Invoking(t => t.Teach(0, row, [1])).Should().Throw<ArgumentException>().WithMessage("*needs 2*");
        targets.Invoking(t => t[row].Length).Should().Throw<InvalidOperationException>().WithMessage("*teach fold 0 first*");
        new Action(() => _ = new CrossFitTargets([0, 2], 2, 2, 1)).Should().Throw<ArgumentException>().WithMessage("*from 0 to 1*");
        new Action(() => _ = new CrossFitTargets([0, 1], 2, 3, 1)).Should().Throw<ArgumentException>().WithMessage("*2 samples*3 folds*");
        new Action(() => _ = new CrossFitTargets([0, 1], 2, 1, 1)).Should().Throw<ArgumentException>();
        new Action(() => _ = new CrossFitTargets([0, 1], 2, 2, 1, [0])).Should().Throw<ArgumentException>().WithMessage("*1 groups*");
    }

    private static void Teach(CrossFitTargets targets, double[][] logits)
    {
        for (var fold = 0; fold < targets.Folds; fold++)
        {
            foreach (var row in targets.HeldOutRows(fold))
                targets.Teach(fold, row, Array.ConvertAll(logits[row], z => (float)z));
        }
    }
}
