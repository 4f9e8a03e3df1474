using CsCheck;
using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Tests.Membership;

public sealed class SoftmaxMeasuresTests
{
    private static readonly Gen<(double[] Logits, int Label)> Samples =
        from logits in Gen.Double[-8, 8].Array[2, 12]
        from label in Gen.Int[0, logits.Length - 1]
        select (logits, label);

    [Fact]
    public void Measures_are_those_of_the_probabilities() =>
        Samples.Sample(sample =>
        {
            var (z, y) = sample;
            var e = Array.ConvertAll(z, Math.Exp);
            var p = Array.ConvertAll(e, value => value / e.Sum());
            var modified = -(1 - p[y]) * Math.Log(p[y]);
            for (var i = 0; i < p.Length; i++)
                modified -= i == y ? 0 : p[i] * Math.Log(1 - p[i]);

            SoftmaxMeasures.ModifiedEntropy<double>(z, y).Should().BeApproximately(modified, 1e-8);
            SoftmaxMeasures.CrossEntropy<double>(z, y).Should().BeApproximately(-Math.Log(p[y]), 1e-9);
            SoftmaxMeasures.Confidence<double>(z, y).Should().BeApproximately(p[y], 1e-12);
            SoftmaxMeasures.Entropy<double>(z).Should().BeApproximately(-p.Sum(value => value * Math.Log(value)), 1e-9);
            SoftmaxMeasures.LogOdds<double>(z, y).Should().BeApproximately(Math.Log(p[y] / (1 - p[y])), 1e-6);
            SoftmaxMeasures.IsCorrect<double>(z, y).Should().Be(Array.IndexOf(z, z.Max()) == y);
        });

    [Fact]
    public void Adding_a_constant_or_shuffling_the_other_classes_changes_nothing() =>
        Gen.Select(Samples, Gen.Double[-1000, 1000], Gen.Int).Sample((sample, constant, seed) =>
        {
            var (z, y) = sample;
            double[] others = [.. z.Where((_, i) => i != y)];
            new Random(seed).Shuffle(others);
            double[] moved = [z[y] + constant, .. others.Select(value => value + constant)];

            SoftmaxMeasures.ModifiedEntropy<double>(moved, 0).Should().BeApproximately(SoftmaxMeasures.ModifiedEntropy<double>(z, y), 1e-9);
            SoftmaxMeasures.LogOdds<double>(moved, 0).Should().BeApproximately(SoftmaxMeasures.LogOdds<double>(z, y), 1e-9);
            SoftmaxMeasures.Entropy<double>(moved).Should().BeApproximately(SoftmaxMeasures.Entropy<double>(z), 1e-9);
        });

    [Fact]
    public void Measures_lie_in_their_ranges() =>
        Gen.Select(Samples, Gen.Double[0, 200]).Sample((sample, factor) =>
        {
            var (z, y) = (Array.ConvertAll(sample.Logits, value => value * factor), sample.Label);

            SoftmaxMeasures.ModifiedEntropy<double>(z, y).Should().BeGreaterThanOrEqualTo(0).And.BeLessThan(double.PositiveInfinity);
            SoftmaxMeasures.CrossEntropy<double>(z, y).Should().BeGreaterThanOrEqualTo(0);
            SoftmaxMeasures.Entropy<double>(z).Should().BeInRange(0, Math.Log(z.Length) + 1e-12);
            double.IsFinite(SoftmaxMeasures.LogOdds<double>(z, y)).Should().BeTrue();
        });

    [Theory]
    [InlineData(0, 800, 1600)] // -log p_y = 800, and -log(1 - p_1) = 800 beside a p_1 of 1
    [InlineData(800, 0, 0)]
    [InlineData(5, 5, 0.69314718055994531)] // log(2) / 2 twice
    [InlineData(0, 1e6, 2e6)]
    public void Two_classes_keep_their_digits_however_far_apart(double own, double other, double expected) =>
        SoftmaxMeasures.ModifiedEntropy([own, other], 0).Should().BeApproximately(expected, 1e-9 * (1 + expected));

    [Theory]
    [InlineData(new double[] { 20, 0, 0 }, 0, 2.54901253653758317e-17)]
    [InlineData(new double[] { 20, 0, 0 }, 1, 3.93068527068728173e+01)]
    [InlineData(new double[] { 40, 1, -3 }, 0, 2.71697640162056928e-34)]
    [InlineData(new double[] { 40, 1, -3 }, 2, 8.19818500720821959e+01)]
    [InlineData(new double[] { 0.5, -1.25, 3, 2.75 }, 1, 5.47283675513518197)]
    [InlineData(new double[] { -700, 0, 3 }, 0, 7.05954897083614810e+02)]
    public void Modified_entropy_is_that_of_60_decimal_digits(double[] logits, int label, double expected) =>
        SoftmaxMeasures.ModifiedEntropy<double>(logits, label).Should().BeApproximately(expected, 1e-12 * expected);

    [Fact]
    public void Single_and_double_precision_agree()
    {
        float[] single = [0.5f, -1.25f, 3, 2.75f];
        double[] wide = [0.5, -1.25, 3, 2.75];

        SoftmaxMeasures.ModifiedEntropy<float>(single, 1).Should().Be(SoftmaxMeasures.ModifiedEntropy<double>(wide, 1));
        SoftmaxMeasures.LogOdds<float>(single, 1).Should().Be(SoftmaxMeasures.LogOdds<double>(wide, 1));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_not_finite_is_not_a_number(double odd)
    {
        for (var label = 0; label < 3; label++)
        {
            double[] z = [1, odd, 2];
            SoftmaxMeasures.ModifiedEntropy<double>(z, label).Should().Be(double.NaN);
            SoftmaxMeasures.CrossEntropy<double>(z, label).Should().Be(double.NaN);
            SoftmaxMeasures.Confidence<double>(z, label).Should().Be(double.NaN);
            SoftmaxMeasures.LogOdds<double>(z, label).Should().Be(double.NaN);
            SoftmaxMeasures.Entropy<double>(z).Should().Be(double.NaN);
            MembershipScores.Of<double>(MembershipScore.Gap, z, label).Should().Be(double.NaN);
        }
    }

    [Fact]
    public void A_class_ruled_out_is_no_class()
    {
        double[] z = [1, double.NegativeInfinity, 2];

        SoftmaxMeasures.ModifiedEntropy<double>(z, 0).Should().BeApproximately(SoftmaxMeasures.ModifiedEntropy([1.0, 2], 0), 1e-12);
        SoftmaxMeasures.Entropy<double>(z).Should().BeApproximately(SoftmaxMeasures.Entropy<double>([1.0, 2]), 1e-12);
        SoftmaxMeasures.ModifiedEntropy<double>(z, 1).Should().Be(double.PositiveInfinity);
    }

    [Fact]
    public void One_class_tells_nothing()
    {
        SoftmaxMeasures.ModifiedEntropy([3.0], 0).Should().Be(0);
        SoftmaxMeasures.Entropy<double>([3.0]).Should().Be(0);
        SoftmaxMeasures.Confidence([3.0], 0).Should().Be(1);
        SoftmaxMeasures.LogOdds([3.0], 0).Should().Be(double.PositiveInfinity);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_label_without_a_logit_is_refused(int label)
    {
        var measure = () => SoftmaxMeasures.ModifiedEntropy([1.0, 2, 3], label);

        measure.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*3 logits*");
    }

    [Fact]
    public void Scores_are_higher_where_a_member_is_likelier()
    {
        float[] logits = [4, 0, 0, 0, 4, 0];
        int[] labels = [0, 0];

        foreach (var score in Enum.GetValues<MembershipScore>().Except([MembershipScore.Entropy]))
        {
            var scores = MembershipScores.Of<float>(score, logits, labels);
            scores[0].Should().BeGreaterThan(scores[1], $"{score} knows the label");
        }

        MembershipScores.Of<float>(MembershipScore.Entropy, [4, 0, 0, 1, 0, 0], labels).Should().BeInDescendingOrder();
        MembershipScores.Of<float>(MembershipScore.Gap, logits, labels).Should().Equal(1, 0);
        MembershipScores.LogOdds<float>(logits, labels)[0].Should().BeApproximately(4 - Math.Log(2), 1e-12);
        MembershipScores.Of<float>(MembershipScore.Loss, [], []).Should().BeEmpty();
        new Action(() => MembershipScores.Of<float>(MembershipScore.Loss, new float[5], new int[2])).Should().Throw<ArgumentException>().WithMessage("5 values*2 samples*");
    }
}
