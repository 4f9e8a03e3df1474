using CsCheck;
using DatasetGuard.Learning.Auditing;

namespace DatasetGuard.Learning.Tests.Auditing;

public sealed class ClassMixTests
{
    [Fact]
    public void Both_sides_are_thinned_to_one_mix_with_classes_that_both_have()
    {
        Gen.Select(Gen.Int[0, 5].Array[40, 400], Gen.Int[0, 5].Array[40, 400], Gen.Int).Sample(
            (members, others, seed) =>
            {
                var (inside, outside) = ClassMix.Match(members, others, seed);
                var (left, right) = (Labels(members, inside), Labels(others, outside));

                // Whole samples cannot have any mix: half a sample of each class may be missing.
                return ClassMix.Distance(left, right) <= 6 * 0.5 / Math.Min(left.Length, right.Length)
                    && inside.SequenceEqual(inside.Distinct().Order()) && outside.SequenceEqual(outside.Distinct().Order())
                    && left.ToHashSet().SetEquals(right);
            },
            iter: 200);
    }

    [Fact]
    public void As_much_as_possible_stays()
    {
        int[] members = [.. Enumerable.Repeat(0, 400), .. Enumerable.Repeat(1, 400)];
        int[] others = [.. Enumerable.Repeat(0, 400), .. Enumerable.Repeat(1, 100)];

        var (inside, outside) = ClassMix.Match(members, others, seed: 1);

        (inside.Length, outside.Length).Should().Be((500, 500), "the mix of the others can be had whole");
    }

    [Fact]
    public void A_score_that_tells_classes_apart_and_nothing_else_is_worth_nothing()
    {
        int[] members = [.. Enumerable.Repeat(0, 300), .. Enumerable.Repeat(1, 100)];
        int[] others = [.. Enumerable.Repeat(0, 100), .. Enumerable.Repeat(1, 300)];
        double[] Score(int[] labels) => [.. labels.Select(label => (double)-label)];

        var attack = new Comparison(members, others, new AuditSettings(), TestContext.Current.CancellationToken).Of("x", "x", Score(members), Score(others));

        attack.Exposure.Auc.Should().BeApproximately(0.5, 0.002, "half a sample of a class may be missing");
        attack.Exposure.ClassMixDistance.Should().Be(0.5, "it is told what was found");
        attack.Exposure.Classes.Sum(one => one.Members).Should().Be(400, "the classes are judged by all");
    }

    private static int[] Labels(int[] labels, int[] rows) => Array.ConvertAll(rows, row => labels[row]);
}
