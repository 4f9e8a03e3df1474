using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class WindowStageTests
{
    private const int ClassCount = 20;
    private const int PoisonCount = 9;

    [Fact]
    public void A_small_class_among_many_images_gives_the_group_that_its_moments_give()
    {
        // With 64 values in a window, a class of 20 is looked at image by image from 64 times as many images on.
        const int Many = 63 * ClassCount;
        var byMoments = StrongestGroup(Many - 40);
        var byImages = StrongestGroup(Many + 40);

        byMoments.Should().NotBeNull();
        byImages.Should().NotBeNull();
        byImages.Group.Should().Equal(byMoments.Group).And.HaveCount(PoisonCount);

        // It is then compared with all images, and the group itself adds its share of the variance in its own direction.
        var distance = byMoments.Factors.Distance;
        var ownVariance = distance * distance * PoisonCount / (Many + 40 + ClassCount);
        byImages.Factors.Coherence.Should().BeApproximately(byMoments.Factors.Coherence, 0.1);
        byImages.Factors.Distance.Should().BeApproximately(distance / Math.Sqrt(1 + ownVariance), 0.05 * distance);
    }

    [Fact]
    public void Classes_that_share_a_patch_do_not_hide_one_another()
    {
        const int Count = 20;
        double Strongest(params string[] targets)
        {
            using var loaded = LoadedSet.Of(targets.Aggregate(TestSet.Drawn(classes: 9, perClass: 100, channels: 1), (set, target) => set.Poisoned("checker", target, Count)));
            var features = loaded.Extract();
            return new WindowStage(features, new GroupScorer(features), jobs: 2).Run([.. Enumerable.Range(0, 9)], SilentProgress.Instance, default).Where(candidate => candidate.Class == 0 && candidate.Stage == TriggerStage.Window).Max(candidate => candidate.Score);
        }

        Strongest("class0", "class1", "class2").Should().BeGreaterThan(0.7 * Strongest("class0"));
    }

    [Fact]
    public void Scores_of_the_group_are_those_of_the_filter()
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(width: 16, height: 16, channels: 1).Poisoned("checker", "class0", 30));
        var features = loaded.Extract();

        var candidate = Candidates(features).MaxBy(candidate => candidate.Score)!;

        candidate.Score.Should().BePositive();
        var scores = new LinearFilters([candidate.Filter]).Score(features, features.ClassStarts[candidate.Class], features.CountOf(candidate.Class))[0];
        scores.Should().Equal(candidate.ClassScores, (a, b) => Math.Abs(a - b) < 1e-4);
        candidate.Group.Should().Equal(GroupScorer.Members(candidate.ClassScores, candidate.Factors.Distance));
    }

    [Fact]
    public void Groups_that_decide_nothing_keep_no_scores_but_can_still_be_seeds()
    {
        using var loaded = LoadedSet.Of(Set(300));

        var idle = Candidates(loaded.Extract()).Where(candidate => candidate.Score == 0).ToList();

        idle.Should().NotBeEmpty();
        idle.Should().OnlyContain(candidate => candidate.ClassScores.Length == 0 && candidate.Group.Length >= GroupScorer.MinGroup && candidate.Factors.Distance > 0);
    }

    [Fact]
    public void Without_a_class_to_look_at_there_is_no_candidate()
    {
        using var loaded = LoadedSet.Of(Set(5));
        var features = loaded.Extract();

        new WindowStage(features, new GroupScorer(features), jobs: 1).Run([], SilentProgress.Instance, default).Should().BeEmpty();
    }

    private static TriggerCandidate? StrongestGroup(int others)
    {
        using var loaded = LoadedSet.Of(Set(others));
        return Candidates(loaded.Extract()).MaxBy(candidate => candidate.Factors.Distance * candidate.Factors.Coherence);
    }

    private static List<TriggerCandidate> Candidates(FeatureStore features) =>
        new WindowStage(features, new GroupScorer(features), jobs: 1).Run([0], SilentProgress.Instance, default);

    private static TestSet Set(int others) => new TestSet(
    [
        .. Enumerable.Range(0, ClassCount).Select(i => new TestImage($"a{i:D5}", Drawings.Draw(0, 8, 8, 1, i), "a")),
        .. Enumerable.Range(0, others).Select(i => new TestImage($"b{i:D5}", Drawings.Draw(1, 8, 8, 1, i), "b")),
    ]).PoisonedInside("checker@2,2", "a", PoisonCount);
}
