using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class ClassVerdictTests
{
    private static readonly ComparedClasses Ten = new(10, AreGray: false);

    [Theory]
    [InlineData("no candidate", new double[0], 0)]
    [InlineData("one far above the rest", new[] { 3, 0.1, 0.1, 0.1 }, 1)]
    [InlineData("one just above the relative minimum", new[] { 0.6, 0.1, 0.1, 0.1 }, 1)]
    [InlineData("one just below it", new[] { 0.59, 0.01, 0.01, 0.01 }, 0)]
    [InlineData("one that is less than 2.5 times the next", new[] { 0.9, 0.4, 0.1, 0.1 }, 0)]
    [InlineData("one that is 2.5 times the next", new[] { 1.0, 0.4, 0.3, 0.3 }, 1)]
    [InlineData("two that stand out together", new[] { 0.9, 0.8, 0.1, 0.1 }, 2)]
    [InlineData("two, one absolutely", new[] { 1.6, 0.7, 0.2, 0.2 }, 2)]
    [InlineData("more than half stand out", new[] { 0.9, 0.8, 0.7, 0.1 }, 0)]
    [InlineData("one absolutely among high ones", new[] { 1.5, 1.4, 1.3, 1.2 }, 1)]
    [InlineData("all absolutely", new[] { 2, 1.9, 1.8, 1.7 }, 4)]
    [InlineData("equal and weak", new[] { 0.9, 0.9, 0.9, 0.9 }, 0)]
    [InlineData("the only class with a candidate", new[] { 0.7 }, 1)]
    public void Reports_so_many_classes(string situation, double[] scores, int triggers) =>
        ClassVerdict.Judge(Candidates(scores), TriggerLimits.Default, Ten).Count(verdict => verdict.IsTrigger).Should().Be(triggers, situation);

    [Fact]
    public void Natural_is_the_strongest_class_below_those_that_stand_out()
    {
        var verdicts = ClassVerdict.Judge(Candidates([0.1, 0.9, 0.2, 0.8, 0.15]), TriggerLimits.Default, Ten);

        verdicts.Should().OnlyContain(verdict => verdict.Natural == 0.2 && verdict.Threshold == 0.6);
        verdicts.Select(verdict => verdict.Best.Class).Should().Equal(1, 3, 2, 4, 0);
    }

    [Fact]
    public void The_threshold_rises_with_what_is_natural_up_to_the_absolute_one()
    {
        ClassVerdict.Judge(Candidates([0.9, 0.4, 0.1, 0.1]), TriggerLimits.Default, Ten)[0].Threshold.Should().Be(1);
        ClassVerdict.Judge(Candidates([1.4, 1.2, 1.1, 1.1]), TriggerLimits.Default, Ten)[0].Threshold.Should().Be(TriggerLimit.Default.Score);
    }

    [Fact]
    public void A_class_counts_by_its_strongest_candidate_and_equal_classes_stand_in_their_order()
    {
        var verdicts = ClassVerdict.Judge([Candidate(2, 0.4), Candidate(1, 0.1), Candidate(1, 0.4), Candidate(0, 0.7), Candidate(1, 0.3)], TriggerLimits.Default, Ten);

        verdicts.Select(verdict => (verdict.Best.Class, verdict.Best.Score)).Should().Equal((0, 0.7), (1, 0.4), (2, 0.4));
    }

    [Theory]
    [InlineData("far out", new[] { 0.4, 0.05, 0.05 }, 1)]
    [InlineData("below the minimum", new[] { 0.29, 0.01, 0.01 }, 0)]
    [InlineData("less than four times the next", new[] { 0.4, 0.11, 0.05 }, 0)]
    [InlineData("two of four together", new[] { 0.5, 0.4, 0.05, 0.05 }, 2)]
    [InlineData("one other class says too little", new[] { 0.5, 0.05 }, 0)]
    [InlineData("nothing", new double[0], 0)]
    public void Suspects_so_many_classes(string situation, double[] scores, int suspects) =>
        ClassVerdict.Suspect([.. Candidates(scores)], TriggerLimits.Default, Ten).Should().HaveCount(suspects, situation);

    [Fact]
    public void Waves_are_compared_with_waves_and_a_class_is_suspected_once()
    {
        TriggerCandidate[] patches = [Candidate(0, 0.5), Candidate(1, 0.3), Candidate(2, 0.3), Candidate(3, 0.3)];
        TriggerCandidate[] waves = [.. Candidates([0.01, 0.4, 0.02, 0.01]).Select(candidate => candidate with { Stage = TriggerStage.Sinusoid })];

        ClassVerdict.Suspect([.. patches, .. waves], TriggerLimits.Default, Ten).Should().ContainSingle().Which.Best.Should().Be(waves[1]);
        ClassVerdict.Suspect([Candidate(1, 0.5), Candidate(2, 0.01), Candidate(3, 0.01), .. waves], TriggerLimits.Default, Ten).Should().ContainSingle().Which.Best.Score.Should().Be(0.5);
    }

    [Theory]
    [InlineData("as it is", 1.5, 2.5, 1)]
    [InlineData("a higher absolute score", 2, 2.5, 0)]
    [InlineData("a lower absolute score", 1.2, 2.5, 2)]
    [InlineData("a lower factor", 1.9, 1.5, 2)]
    public void Limits_can_be_set(string situation, double score, double factor, int triggers)
    {
        var limits = new TriggerLimits(new TriggerLimit(score, factor), TriggerLimit.Default);

        ClassVerdict.Judge(Candidates([1.6, 1.3, 0.8, 0.8]), limits, Ten).Count(verdict => verdict.IsTrigger).Should().Be(triggers, situation);
    }

    [Fact]
    public void Waves_have_limits_of_their_own()
    {
        TriggerCandidate[] candidates = [Candidate(0, 1.6), Candidate(1, 1.4) with { Stage = TriggerStage.Sinusoid }, Candidate(2, 1.3)];

        ClassVerdict.Judge(candidates, new TriggerLimits(TriggerLimit.Default, new TriggerLimit(1.2, 2.5)), Ten).Where(verdict => verdict.IsTrigger).Select(verdict => verdict.Best.Class).Should().Equal(0, 1);
    }

    [Theory]
    [InlineData("eleven, far above the next class", 11, 1.4, false, true)]
    [InlineData("twelve", 12, 1.4, true, false)]
    [InlineData("eleven, absolutely", 11, 1.5, true, false)]
    [InlineData("eleven, weak", 11, 0.5, false, false)]
    public void Fewer_than_twelve_images_are_shown_by_their_score_alone(string situation, int size, double score, bool isTrigger, bool isSuspected)
    {
        var verdict = ClassVerdict.Judge([Candidate(0, score, size), .. Candidates([0, 0.1, 0.1]).Skip(1)], TriggerLimits.Default, Ten)[0];

        (verdict.IsTrigger, verdict.IsSuspected).Should().Be((isTrigger, isSuspected), situation);
    }

    [Theory]
    [InlineData("fifty images, far above the next class", 50, 0.4, 0.1, true)]
    [InlineData("fewer images", 49, 0.4, 0.1, false)]
    [InlineData("a lower score", 50, 0.39, 0.01, false)]
    [InlineData("less than four times the next class", 50, 0.4, 0.11, false)]
    public void Many_images_are_shown_by_a_lower_score_where_no_other_class_comes_near(string situation, int size, double score, double next, bool isTrigger) =>
        ClassVerdict.Judge([Candidate(0, score, size), .. Candidates([0, next, next, next]).Skip(1)], TriggerLimits.Default, Ten)[0].IsTrigger.Should().Be(isTrigger, situation);

    [Fact]
    public void Two_large_groups_may_stand_out_together()
    {
        TriggerCandidate[] candidates = [Candidate(0, 0.5, 60), Candidate(1, 0.45, 60), Candidate(2, 0.1), Candidate(3, 0.1)];

        ClassVerdict.Judge(candidates, TriggerLimits.Default, Ten).Count(verdict => verdict.IsTrigger).Should().Be(2);
    }

    [Theory]
    [InlineData(50, 0.1, true)]
    [InlineData(49, 0.4, false)]
    public void What_a_few_images_of_another_class_score_says_nothing_of_what_is_natural_for_many(int size, double natural, bool isTrigger)
    {
        TriggerCandidate[] others = [Candidate(1, 0.4, size: 24), Candidate(2, 0.1, size: 25), Candidate(3, 0.05)];

        ClassVerdict.Judge([Candidate(0, 0.7, size), .. others], TriggerLimits.Default, Ten)[0].Should().BeEquivalentTo(new { IsTrigger = isTrigger, Natural = natural });
    }

    [Theory]
    [InlineData("two gray ones, as digits may differ", true, 2, 500, 2.9, 0.37, false, true)]
    [InlineData("two, weak, far above the other class", true, 2, 500, 1.4, 0.06, false, false)]
    [InlineData("two, both strong", true, 2, 500, 2.9, 2.8, false, false)]
    [InlineData("two, beyond what digits differ", true, 2, 500, 3, 2.9, true, false)]
    [InlineData("three", true, 3, 500, 2.6, 0.06, false, true)]
    [InlineData("three, absolutely", true, 3, 500, 2.71, 2.6, true, false)]
    [InlineData("four", true, 4, 500, 2.5, 0.06, false, true)]
    [InlineData("four, absolutely", true, 4, 500, 2.56, 2.5, true, false)]
    [InlineData("four, a few images", true, 4, 11, 2, 0.06, false, true)]
    [InlineData("five, four times the next", true, 5, 30, 0.8, 0.2, true, false)]
    [InlineData("five, less than that", true, 5, 30, 0.79, 0.2, false, false)]
    [InlineData("six", true, 6, 30, 0.79, 0.2, true, false)]
    [InlineData("two of colour, weak", false, 2, 30, 0.9, 0.06, false, false)]
    [InlineData("two of colour", false, 2, 30, 1.4, 0.06, false, true)]
    [InlineData("two of colour, absolutely", false, 2, 30, 2, 1.9, true, false)]
    [InlineData("two of colour, frames of one sign", false, 2, 30, 1.9, 0.06, false, true)]
    [InlineData("three of colour, four times the next", false, 3, 30, 0.8, 0.2, true, false)]
    [InlineData("four of colour, less than that", false, 4, 30, 0.79, 0.2, false, false)]
    [InlineData("four of colour, many images of a low score", false, 4, 50, 0.5, 0.06, false, false)]
    [InlineData("five of colour", false, 5, 30, 0.6, 0.2, true, false)]
    [InlineData("five of colour, many images of a low score", false, 5, 50, 0.5, 0.06, true, false)]
    public void Few_classes_say_little_of_what_is_natural(string situation, bool areGray, int classes, int size, double score, double other, bool isTrigger, bool isSuspected)
    {
        var others = Enumerable.Range(1, classes - 1).Select(c => Candidate(c, other));

        var verdict = ClassVerdict.Judge([Candidate(0, score, size), .. others], TriggerLimits.Default, new ComparedClasses(classes, areGray))[0];

        (verdict.IsTrigger, verdict.IsSuspected).Should().Be((isTrigger, isSuspected), situation);
    }

    [Fact]
    public void A_larger_group_that_is_shown_goes_before_a_smaller_one_that_scores_more()
    {
        TriggerCandidate[] natural = [Candidate(2, 0.1), Candidate(3, 0.1), Candidate(4, 0.1), Candidate(5, 0.1)];

        var verdicts = ClassVerdict.Judge([Candidate(0, 1.4, size: 8), Candidate(0, 0.9), Candidate(0, 0.8), Candidate(1, 1.2), .. natural], TriggerLimits.Default, Ten);

        verdicts.Take(3).Select(verdict => (verdict.Best.Class, verdict.Best.Score, verdict.IsTrigger)).Should().Equal((1, 1.2, true), (0, 0.9, true), (2, 0.1, false));
    }

    private static TriggerCandidate[] Candidates(double[] scores) => [.. scores.Select((score, c) => Candidate(c, score))];

    private static TriggerCandidate Candidate(int classIndex, double score, int size = 30) => new()
    {
        Class = classIndex,
        Stage = TriggerStage.Window,
        Place = 0,
        Group = new int[size],
        Filter = new LinearFilter([], 0),
        ClassScores = [],
        Score = score,
    };
}
