using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Tests.Membership;

public sealed class MembershipExposureTests
{
    [Fact]
    public void A_shift_of_one_deviation_has_the_area_of_the_formula()
    {
        // Of two normal distributions one deviation apart: Phi(1 / sqrt 2) = 0.76025.
        var exposure = Measure(Draw(4000, shift: 1, classes: 1, seed: 1), Draw(4000, shift: 0, classes: 1, seed: 2));

        exposure.Auc.Should().BeApproximately(0.76025, 0.012);
        exposure.Interval.Lower.Should().BeLessThan(0.76025);
        exposure.Interval.Upper.Should().BeGreaterThan(0.76025);
    }

    [Fact]
    public void The_interval_is_as_wide_as_the_standard_error_says()
    {
        var exposure = Measure(Draw(300, shift: 1, classes: 1, seed: 3), Draw(200, shift: 0, classes: 1, seed: 4));

        // Hanley and McNeil 1982, equation 2.
        var (a, q1, q2) = (exposure.Auc, exposure.Auc / (2 - exposure.Auc), 2 * exposure.Auc * exposure.Auc / (1 + exposure.Auc));
        var error = Math.Sqrt(((a * (1 - a)) + (299 * (q1 - (a * a))) + (199 * (q2 - (a * a)))) / (300 * 200));
        (exposure.Interval.Upper - exposure.Interval.Lower).Should().BeInRange(0.8 * 3.92 * error, 1.2 * 3.92 * error);
        a.Should().BeInRange(exposure.Interval.Lower, exposure.Interval.Upper);
    }

    [Fact]
    public void The_interval_covers_the_truth_in_about_95_of_100_sets()
    {
        var covered = Enumerable.Range(0, 100).Count(i =>
        {
            var interval = Measure(Draw(60, shift: 1, classes: 1, seed: 10 + i), Draw(60, shift: 0, classes: 1, seed: 500 + i)).Interval;
            return interval.Lower <= 0.76025 && interval.Upper >= 0.76025;
        });

        covered.Should().BeInRange(87, 100);
    }

    [Fact]
    public void The_seed_decides_the_interval_and_nothing_else()
    {
        ScoredSamples members = Draw(100, 1, 3, seed: 1), others = Draw(100, 0, 3, seed: 2);
        MembershipExposure one = MembershipExposure.Measure(members, others, 1), same = MembershipExposure.Measure(members, others, 1), other = MembershipExposure.Measure(members, others, 2);

        same.Interval.Should().Be(one.Interval);
        same.Classes.Should().Equal(one.Classes);
        other.Interval.Should().NotBe(one.Interval);
        other.Auc.Should().Be(one.Auc);
    }

    [Fact]
    public void The_worst_class_stands_out_where_the_whole_hides_it()
    {
        ScoredSamples members = Draw(2000, shift: 0, classes: 10, seed: 1), others = Draw(2000, shift: 0, classes: 10, seed: 2);
        for (var i = 0; i < members.Count; i++)
            members.Scores[i] += members.Labels[i] == 7 ? 3 : 0;

        var exposure = Measure(members, others);

        exposure.Auc.Should().BeLessThan(0.6);
        exposure.WorstClass!.Label.Should().Be(7);
        exposure.WorstClass.Auc.Should().BeGreaterThan(0.95);
        exposure.WorstClass.Interval!.Value.Lower.Should().BeGreaterThan(0.9);
        exposure.Classes.Select(c => c.Label).Should().Equal(Enumerable.Range(0, 10));
        exposure.Classes.Sum(c => c.Members).Should().Be(2000);
    }

    [Fact]
    public void A_class_is_measured_as_if_it_were_alone()
    {
        ScoredSamples members = Draw(300, shift: 1, classes: 3, seed: 1), others = Draw(300, shift: 0, classes: 3, seed: 2);
        double[] Of(ScoredSamples samples) => [.. samples.Scores.Where((_, i) => samples.Labels[i] == 2)];

        var measured = Measure(members, others).Classes[2];

        measured.Auc.Should().Be(RocCurve.Of(Of(members), Of(others)).Auc);
        measured.Interval!.Value.Lower.Should().BeLessThan(measured.Auc!.Value);
        measured.AtOnePercent!.Refusal.Should().Contain("needs 1,000 non-members, and there are 100");
    }

    [Fact]
    public void A_class_of_few_samples_is_not_judged()
    {
        ScoredSamples members = Draw(100, 0, 2, seed: 1), others = Draw(100, 0, 2, seed: 2);
        members = new([.. members.Scores, .. Enumerable.Repeat(99.0, 40)], [.. members.Labels, .. Enumerable.Repeat(5, 40)]);
        others = new([.. others.Scores, .. Enumerable.Repeat(0.0, 19)], [.. others.Labels, .. Enumerable.Repeat(5, 19)]);

        var exposure = Measure(members, others);

        exposure.Classes[^1].Should().Be(new ClassExposure(5, 40, 19, null, null, null, "A class needs 20 members and as many non-members to be judged, and there are 40 and 19."));
        exposure.WorstClass!.Label.Should().BeLessThan(2);
    }

    [Fact]
    public void Where_no_class_can_be_judged_there_is_no_worst_one() =>
        Measure(Draw(15, 0, 3, seed: 1), Draw(15, 0, 3, seed: 2)).WorstClass.Should().BeNull();

    [Theory]
    [InlineData(999, false, false)]
    [InlineData(1_000, true, false)]
    [InlineData(9_999, true, false)]
    [InlineData(10_000, true, true)]
    public void Low_rates_are_refused_below_the_sample_size_that_supports_them(int nonMembers, bool hasOnePercent, bool hasOnePerMille)
    {
        var exposure = Measure(Draw(50, 2, 1, seed: 1), Draw(nonMembers, 0, 1, seed: 2));

        (exposure.AtOnePercent.TruePositiveRate is not null).Should().Be(hasOnePercent);
        (exposure.AtOnePerMille.TruePositiveRate is not null).Should().Be(hasOnePerMille);
        (exposure.AtOnePercent.Refusal is null).Should().Be(hasOnePercent);
        if (!hasOnePerMille)
            exposure.AtOnePerMille.Refusal.Should().Be($"A false-positive rate of 0.1 % needs 10,000 non-members, and there are {nonMembers:N0}.");
        if (hasOnePercent)
            exposure.AtOnePercent.TruePositiveRate.Should().Be(exposure.Curve.TruePositiveRateAt(0.01));
    }

    [Fact]
    public void The_mix_of_classes_is_compared()
    {
        ScoredSamples Mix(params int[] labels) => new(new double[labels.Length], labels);

        Measure(Mix(0, 0, 1, 1), Mix(0, 1)).ClassMixDistance.Should().Be(0);
        Measure(Mix(0, 0), Mix(1, 2)).ClassMixDistance.Should().Be(1);
        Measure(Mix(0, 0, 0, 1), Mix(0, 1)).ClassMixDistance.Should().Be(0.25);
    }

    [Fact]
    public void Scores_all_alike_tell_nothing_and_are_sure_of_it()
    {
        ScoredSamples same = new([.. Enumerable.Repeat(1.0, 30)], new int[30]);

        var exposure = Measure(same, same);

        exposure.Auc.Should().Be(0.5);
        exposure.Interval.Should().Be(new AucInterval(0.5, 0.5));
    }

    [Fact]
    public void Empty_sides_what_is_not_a_number_and_lengths_that_differ_are_refused()
    {
        ScoredSamples none = new([], []), one = new([1], [0]), odd = new([1, double.NaN], [0, 0]);

        new Action(() => Measure(none, one)).Should().Throw<ArgumentException>().WithMessage("There are no members*");
        new Action(() => Measure(one, none)).Should().Throw<ArgumentException>().WithMessage("There are no non-members*");
        new Action(() => Measure(odd, one)).Should().Throw<ArgumentException>().WithMessage("*member 1 is not a number*");
        new Action(() => _ = new ScoredSamples([1], [])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Stops_when_told_to()
    {
        var measure = () => MembershipExposure.Measure(Draw(10, 0, 1, 1), Draw(10, 0, 1, 2), 1, new CancellationToken(canceled: true));

        measure.Should().Throw<OperationCanceledException>();
    }

    private static MembershipExposure Measure(ScoredSamples members, ScoredSamples nonMembers) => MembershipExposure.Measure(members, nonMembers, seed: 1);

    private static ScoredSamples Draw(int count, double shift, int classes, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return new([.. Enumerable.Range(0, count).Select(_ => Normal() + shift)], [.. Enumerable.Range(0, count).Select(i => i % classes)]);
    }
}
