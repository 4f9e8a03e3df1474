using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class GroupScorerTests
{
    private const int Others = 200;

    [Fact]
    public void Members_are_beyond_half_of_the_way() => GroupScorer.Members([0, 5.01f, 5, -9, 11], 10).Should().Equal(1, 4);

    [Fact]
    public void A_group_that_is_far_alike_alone_and_varied_scores_its_distance_in_units()
    {
        using var loaded = Load();
        var features = loaded.Extract();

        var scored = Scored(new GroupScorer(features), Candidate(Range(0, 30), far: 10, between: 0));

        scored.Factors.Distance.Should().Be(10);
        scored.Factors.Bridge.Should().Be(0);
        scored.Factors.Exclusivity.Should().BeApproximately(30.0 / 100 * Others, 1e-9, "no other image is hit");
        scored.Score.Should().BeApproximately(10 * 0.9 / 6.5 * Math.Pow(Math.Min(1, scored.Factors.Diversity), 2), 1e-9);
        scored.Factors.Diversity.Should().BeGreaterThan(0.8);
    }

    [Fact]
    public void Images_between_the_group_and_the_rest_lower_the_score()
    {
        using var loaded = Load();
        var scorer = new GroupScorer(loaded.Extract());

        var island = Scored(scorer, Candidate(Range(0, 30), far: 10, between: 0));
        var bridged = Scored(scorer, Candidate(Range(0, 30), far: 10, between: 15));

        bridged.Factors.Bridge.Should().Be(0.5);
        bridged.Score.Should().BeApproximately(0.75 * island.Score, 1e-9);
    }

    [Fact]
    public void A_filter_that_takes_others_for_members_scores_less()
    {
        using var loaded = Load();
        var scorer = new GroupScorer(loaded.Extract());

        var exclusive = Scored(scorer, Candidate(Range(0, 30), far: 10, between: 0));
        var common = Scored(scorer, Candidate(Range(0, 30), far: 10, between: 0) with { Filter = new LinearFilter([], 9) });

        common.Factors.Exclusivity.Should().BeApproximately(0.3 / ((Others + 1.0) / Others), 1e-9);
        common.Score.Should().BeLessThan(exclusive.Score / 50);
    }

    [Fact]
    public void Candidates_that_are_scored_together_score_as_they_do_alone()
    {
        using var loaded = Load();
        var scorer = new GroupScorer(loaded.Extract());
        TriggerCandidate[] kinds = [Candidate(Range(0, 30), far: 10, between: 0), Candidate(Range(0, 30), far: 0.1f, between: 0), Candidate(Range(40, 20), far: 7, between: 3)];

        // More than are compared with the other classes at once.
        TriggerCandidate[] candidates = [.. Enumerable.Repeat(kinds, 50).SelectMany(some => some)];

        var together = scorer.Score(candidates);

        together.Select(candidate => candidate.Score).Should().Equal(candidates.Select(candidate => Scored(scorer, candidate).Score));
        together[1].Score.Should().Be(0, "it is not far");
    }

    [Fact]
    public void Coherence_is_1_for_equal_vectors_and_0_for_unrelated_ones()
    {
        GroupFactors.Of(size: 10, distance: 3, energy: 9).Coherence.Should().Be(1);
        GroupFactors.Of(size: 10, distance: 3, energy: 90).Coherence.Should().Be(0);
    }

    [Fact]
    public void A_small_group_counts_by_the_root_of_its_size()
    {
        using var loaded = Load();
        var features = loaded.Extract();

        var scored = Scored(new GroupScorer(features), Candidate(Range(0, 10), far: 20, between: 0, coherence: 1));

        scored.Score.Should().BeApproximately(20 / 6.5 * Math.Sqrt(10 / 30.0) * Math.Pow(Math.Min(1, scored.Factors.Diversity), 2), 1e-9);
    }

    [Fact]
    public void Of_traces_a_group_counts_by_its_size_and_by_the_square_of_its_exclusivity()
    {
        using var loaded = Load();
        var scorer = new GroupScorer(loaded.Extract());
        TriggerCandidate Traces(int size, double offset) => Candidate(Range(0, size), far: 20, between: 0, coherence: 1) with { Stage = TriggerStage.Traces, Filter = new LinearFilter([], offset) };
        double Diversity(TriggerCandidate scored) => Math.Pow(Math.Min(1, scored.Factors.Diversity), 2);

        var (full, small, common) = (Scored(scorer, Traces(30, 0)), Scored(scorer, Traces(10, 0)), Scored(scorer, Traces(30, 19)));

        (full.Score / Diversity(full)).Should().BeApproximately(20 / 1.5, 1e-9);
        (small.Score / Diversity(small)).Should().BeApproximately(20 / 1.5 * 10 / 30, 1e-9);
        (common.Score / Diversity(common)).Should().BeApproximately(20 / 1.5 * Math.Pow(common.Factors.Exclusivity / 50, 2), 1e-9);
    }

    [Fact]
    public void Of_many_images_some_tell_which_weak_groups_are_common_and_strong_ones_are_held_against_all()
    {
        using var loaded = LoadedSet.Of(ScoringSampleTests.Many);
        var scorer = new GroupScorer(loaded.Extract());
        TriggerCandidate Far(float far, double offset) =>
            Candidate(Range(0, 20), far, between: 0) with { ClassScores = [.. Enumerable.Repeat(far, 20), .. new float[20]], Filter = new LinearFilter([], offset) };
        var others = ScoringSampleTests.Many.Images.Count - 40;
        TriggerCandidate[] candidates = [Far(20, 0), Far(20, 19), Far(2.5f, 2)];

        var scored = scorer.Score(candidates);

        scored[0].Factors.Exclusivity.Should().BeApproximately(0.5 * others, 1e-6, "no image of any other class is hit");
        scored[0].Filter.Should().BeSameAs(candidates[0].Filter);
        scored[0].Score.Should().BeGreaterThan(GroupScorer.Irrelevant);
        scored[1].Factors.Exclusivity.Should().BeInRange(0.4999, 0.49999, "it would be strong, were not all images hit");
        scored[2].Factors.Exclusivity.Should().BeApproximately(0.5, 1e-9, "all images of the sample are hit");
        scored.Skip(1).Should().OnlyContain(candidate => candidate.Score < GroupScorer.Irrelevant && candidate.IsSeed, "their filters are not needed any more");
        scorer.CanMatter(candidates[2]).Should().BeTrue();
    }

    [Fact]
    public void What_cannot_matter_is_known_without_other_classes()
    {
        using var loaded = Load();
        var scorer = new GroupScorer(loaded.Extract());

        scorer.CanMatter(Candidate(Range(0, 30), far: 10, between: 0)).Should().BeTrue();
        scorer.CanMatter(Candidate(Range(0, 30), far: 10, between: 70)).Should().BeFalse("it is no island");
        scorer.CanMatter(Candidate(Range(0, 30), far: 0.1f, between: 0)).Should().BeFalse("it is not far");
    }

    private static LoadedSet Load() => LoadedSet.Of(new TestSet(
        [.. TestSet.Drawn(classes: 3, perClass: 100, width: 8, height: 8, channels: 1).Images]));

    private static int[] Range(int start, int count) => [.. Enumerable.Range(start, count)];

    private static TriggerCandidate Scored(GroupScorer scorer, TriggerCandidate candidate) => scorer.Score([candidate])[0];

    private static TriggerCandidate Candidate(int[] group, float far, int between, double coherence = 0.9)
    {
        var scores = new float[100];
        foreach (var row in group)
            scores[row] = far;
        for (var i = 0; i < between; i++)
            scores[99 - i] = far * 0.45f;

        return new TriggerCandidate
        {
            Class = 1,
            Stage = TriggerStage.Window,
            Place = 0,
            Group = group,
            Filter = new LinearFilter([], 0),
            ClassScores = scores,
            Factors = new GroupFactors { Distance = far, Coherence = coherence },
        };
    }
}
