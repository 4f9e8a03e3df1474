using CsCheck;
using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Tests.Membership;

public sealed class RocCurveTests
{
    // Few distinct values: most scores are tied.
    private static readonly Gen<(double[] Members, double[] NonMembers)> Tied = Gen.Select(Gen.Int[-3, 3].Select(i => i / 2.0).Array[1, 30], Gen.Int[-3, 3].Select(i => i / 2.0).Array[1, 30]);
    private static readonly Gen<(double[] Members, double[] NonMembers)> Scores = Gen.OneOf(Tied, Gen.Select(Gen.Double[-5, 5].Array[1, 30], Gen.Double[-4, 6].Array[1, 30]));

    [Fact]
    public void The_area_is_the_share_of_pairs_won_with_ties_counting_half() =>
        Scores.Sample(scores =>
        {
            var won = (from m in scores.Members from n in scores.NonMembers select m > n ? 1 : m == n ? 0.5 : 0).Average();

            RocCurve.Of(scores.Members, scores.NonMembers).Auc.Should().BeApproximately(won, 1e-12);
        });

    [Fact]
    public void The_area_is_that_under_the_points() =>
        Scores.Sample(scores =>
        {
            var curve = RocCurve.Of(scores.Members, scores.NonMembers);

            var area = curve.Points.Zip(curve.Points.Skip(1), (a, b) => (b.FalsePositiveRate - a.FalsePositiveRate) * (a.TruePositiveRate + b.TruePositiveRate) / 2).Sum();
            curve.Auc.Should().BeApproximately(area, 1e-12);
        });

    [Fact]
    public void Each_point_is_what_its_threshold_calls_members() =>
        Scores.Sample(scores =>
        {
            foreach (var point in RocCurve.Of(scores.Members, scores.NonMembers).Points)
            {
                point.TruePositiveRate.Should().Be(scores.Members.Count(score => score >= point.Threshold) / (double)scores.Members.Length);
                point.FalsePositiveRate.Should().Be(scores.NonMembers.Count(score => score >= point.Threshold) / (double)scores.NonMembers.Length);
            }
        });

    [Fact]
    public void Swapping_members_and_others_gives_the_rest_of_one() =>
        Scores.Sample(scores =>
            RocCurve.Of(scores.NonMembers, scores.Members).Auc.Should().BeApproximately(1 - RocCurve.Of(scores.Members, scores.NonMembers).Auc, 1e-12));

    [Fact]
    public void A_rising_transform_changes_no_rate() =>
        Tied.Sample(scores =>
        {
            double[] Transformed(double[] values) => Array.ConvertAll(values, value => Math.Exp(3 * value) - 7);
            var (curve, transformed) = (RocCurve.Of(scores.Members, scores.NonMembers), RocCurve.Of(Transformed(scores.Members), Transformed(scores.NonMembers)));

            transformed.Auc.Should().Be(curve.Auc);
            transformed.Points.Select(p => (p.FalsePositiveRate, p.TruePositiveRate)).Should().Equal(curve.Points.Select(p => (p.FalsePositiveRate, p.TruePositiveRate)));
        });

    [Fact]
    public void The_order_of_samples_does_not_matter() =>
        Gen.Select(Scores, Gen.Int).Sample((scores, seed) =>
        {
            var curve = RocCurve.Of(scores.Members, scores.NonMembers);
            new Random(seed).Shuffle(scores.Members);

            RocCurve.Of(scores.Members, scores.NonMembers).Points.Should().Equal(curve.Points);
        });

    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(0.19, 0.25)]
    [InlineData(0.2, 0.75)] // a threshold of 3 takes both members of 3, and one of five others
    [InlineData(0.5, 0.75)]
    [InlineData(1, 1)]
    public void A_rate_is_that_of_the_last_threshold_within_what_is_allowed(double falsePositiveRate, double expected) =>
        RocCurve.Of([4, 3, 3, 1], [3, 2, 1, 1, 0]).TruePositiveRateAt(falsePositiveRate).Should().Be(expected);

    [Fact]
    public void Scores_all_alike_tell_nothing()
    {
        var curve = RocCurve.Of([2, 2, 2], [2, 2]);

        curve.Auc.Should().Be(0.5);
        curve.Points.Should().Equal(new RocPoint(double.PositiveInfinity, 0, 0), new RocPoint(2, 1, 1));
        curve.TruePositiveRateAt(0.5).Should().Be(0);
    }

    [Fact]
    public void Infinite_scores_have_their_place() => RocCurve.Of([double.PositiveInfinity, 0], [double.NegativeInfinity, 0]).Auc.Should().Be(0.875);

    [Fact]
    public void Empty_sides_and_what_is_not_a_number_are_refused()
    {
        new Action(() => RocCurve.Of([], [1])).Should().Throw<ArgumentException>().WithMessage("There are no members*");
        new Action(() => RocCurve.Of([1], [])).Should().Throw<ArgumentException>().WithMessage("There are no non-members*");
        new Action(() => RocCurve.Of([1, double.NaN], [1])).Should().Throw<ArgumentException>().WithMessage("The score of member 1 is not a number*");
        new Action(() => RocCurve.Of([1], [double.NaN])).Should().Throw<ArgumentException>().WithMessage("The score of non-member 0*");
    }
}
