using DatasetGuard.Core.Findings;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Detection.Tests.Rules.Surrogates;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class GroupWithholdingTests
{
    [Fact]
    public void What_the_poison_shares_is_taught_by_most_of_it_and_not_known_without()
    {
        var set = ColouredCorner.Poison(SurrogateRuleTests.Tinted(TestSet.Drawn()), "class2", count: 30);
        using var loaded = LoadedSet.Of(set);
        var rows = ClassRows.Of(loaded.Dataset);
        using var model = SurrogateModel.Train(loaded.Context, rows, default);
        ClassOutliers[] classes = [.. Enumerable.Range(0, rows.Classes).Select(c => ClassOutliers.Of(model, c))];

        var groups = GroupWithholding.Run(model, classes, Suspicion.Of(model), loaded.Context, default);

        var poisoned = groups.Single(group => group.Class == 2);
        poisoned.IsShown.Should().BeTrue($"{poisoned.ShareWithout:P0} without, {poisoned.ShareWithOthers:P0} with");
        groups.Where(group => group.Class != 2).Should().OnlyContain(group => !group.IsShown);
        string IdOf(int row) => loaded.Dataset.Samples[rows.Samples[row]].Id;

        // Measured: 12 of the 30, and no other. Of a class of 180 a third is never withheld, and half of the rest is not asked about.
        poisoned.Members.Count(row => set.PoisonedIds.Contains(IdOf(row))).Should().BeGreaterThanOrEqualTo(10);
        poisoned.Members.Count(row => !set.PoisonedIds.Contains(IdOf(row))).Should().BeLessThanOrEqualTo(1);

        var finding = BackdoorFinding.Of(poisoned, model, loaded.Context);
        (finding.Level, finding.Class, finding.Samples.Count).Should().Be((FindingLevel.Error, "class2", poisoned.Members.Count));
        finding.Message.Should().Contain("trained without them").And.Contain("'class2'");
        finding.Pictures.Should().ContainSingle();
    }

    [Fact]
    public void Of_poison_that_is_a_third_of_its_class_the_whole_cluster_is_withheld()
    {
        var set = ColouredCorner.Poison(SurrogateRuleTests.Tinted(TestSet.Drawn()), "class2", count: 70);
        using var loaded = LoadedSet.Of(set);
        var rows = ClassRows.Of(loaded.Dataset);
        using var model = SurrogateModel.Train(loaded.Context, rows, default);
        ClassOutliers[] classes = [.. Enumerable.Range(0, rows.Classes).Select(c => ClassOutliers.Of(model, c))];

        var group = GroupWithholding.Run(model, classes, Suspicion.Of(model), loaded.Context, default).Single(group => group.Class == 2);

        group.IsShown.Should().BeTrue($"{group.ShareWithout:P0} without, {group.ShareWithOthers:P0} with");
        bool IsPoisoned(int row) => set.PoisonedIds.Contains(loaded.Dataset.Samples[rows.Samples[row]].Id);
        group.Rows.Count(IsPoisoned).Should().BeGreaterThanOrEqualTo(65);
        group.Rows.Count(row => !IsPoisoned(row)).Should().BeLessThanOrEqualTo(3);
    }
}
