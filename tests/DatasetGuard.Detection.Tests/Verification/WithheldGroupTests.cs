using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class WithheldGroupTests
{
    [Fact]
    public void Images_of_many_classes_that_only_the_group_itself_explains_are_shown()
    {
        var group = Group(without: i => 1 + (i % 5), withOthers: i => i % 3 == 0 ? 1 : 0);

        (group.IsShown, group.IsSuspected).Should().Be((true, true));
        group.ShareWithout.Should().Be(0);
        group.Gain.Should().BeApproximately(2.0 / 3, 0.02);
        group.LargestSource.Should().BeApproximately(0.2, 0.01);
    }

    [Theory]
    [InlineData(0.001f, 0.9, true)]
    [InlineData(0.1f, 0.9, false)]
    [InlineData(0.1f, 0.4, true)]
    public void A_group_is_shown_only_where_the_network_without_it_is_sure_or_no_surer_of_other_classes(float ownProbability, double rank, bool isShown)
    {
        var group = Group(without: i => 1 + (i % 5), withOthers: i => i % 2, ownProbability) with { RankAmongOthers = rank };

        group.IsShown.Should().Be(isShown);
    }

    [Theory]
    [InlineData(0.1, 2, true, true)]
    [InlineData(0.1, 4, false, true)]
    [InlineData(0.1, 10, false, false)]
    [InlineData(0.3, 1, false, false)]
    public void An_odd_group_needs_less_gain_but_to_be_as_foreign_as_hardly_an_image_of_other_classes(double rank, int everyTaught, bool isShown, bool isSuspected)
    {
        var group = Group(without: i => 1 + (i % 5), withOthers: i => i % everyTaught == 0 ? 0 : 7) with { RankAmongOthers = rank, IsOdd = true };

        (group.IsShown, group.IsSuspected).Should().Be((isShown, isSuspected));
    }

    [Fact]
    public void A_rare_kind_that_resembles_one_other_class_is_only_suspected()
    {
        var group = Group(without: _ => 7, withOthers: _ => 0, ownProbability: 0.1f);

        (group.IsShown, group.IsSuspected).Should().Be((false, true));
    }

    [Theory]
    [InlineData(1, 0.001f, true)]
    [InlineData(1, 0.1f, false)]
    [InlineData(2, 0.001f, false)]
    public void Images_of_one_class_need_the_whole_gain_and_a_network_that_is_sure(int everyTaught, float ownProbability, bool isShown)
    {
        Group(without: _ => 7, withOthers: i => i % everyTaught == 0 ? 0 : 7, ownProbability).IsShown.Should().Be(isShown);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_group_that_resembles_one_of_several_classes_is_not_shown_by_being_as_foreign_as_they_are(bool hasSeveralSources, bool isShown)
    {
        var group = Group(without: _ => 7, withOthers: _ => 0, ownProbability: 0.1f) with { RankAmongOthers = 0.3, HasSeveralSources = hasSeveralSources };

        group.IsShown.Should().Be(isShown);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_group_that_no_network_chose_may_be_as_foreign_as_half_of_the_others(bool isFound, bool isShown)
    {
        var group = Group(without: i => 1 + (i % 5), withOthers: _ => 0, ownProbability: 0.1f) with { RankAmongOthers = 0.48, IsFound = isFound };

        group.IsShown.Should().Be(isShown);
    }

    [Fact]
    public void Wrong_labels_without_a_trigger_teach_nothing_about_one_another()
    {
        var group = Group(without: i => 1 + (i % 5), withOthers: i => 1 + (i % 5));

        (group.IsShown, group.IsSuspected, group.Gain).Should().Be((false, false, 0));
    }

    [Fact]
    public void Hard_images_of_the_class_are_found_without_the_group_as_well()
    {
        var group = Group(without: i => i % 2 == 0 ? 0 : 3, withOthers: _ => 0);

        (group.IsShown, group.IsSuspected).Should().Be((false, false));
    }

    [Fact]
    public void The_threshold_is_the_one_that_was_passed()
    {
        Group(without: i => 1 + (i % 5), withOthers: _ => 0).Threshold.Should().BeApproximately(0.4, 1e-9);
        Group(without: _ => 7, withOthers: _ => 0).Threshold.Should().BeApproximately(0.6, 1e-9);
        Group(without: i => 1 + (i % 5), withOthers: _ => 0, ownProbability: 0.1f).Threshold.Should().Be(0.55);
    }

    [Theory]
    [InlineData(0.6, true, true)]
    [InlineData(0.8, false, false)]
    [InlineData(0.3, true, true)]
    public void The_gain_can_be_set(double gain, bool isShown, bool isSuspected)
    {
        var group = Group(without: i => 1 + (i % 5), withOthers: i => i % 2) with { Limits = BackdoorLimits.Default with { Gain = gain } };

        (group.IsShown, group.IsSuspected).Should().Be((isShown, isSuspected));
    }

    private static WithheldGroup Group(Func<int, int> without, Func<int, int> withOthers, float ownProbability = 0.001f)
    {
        int[] rows = [.. Enumerable.Range(0, 60)];
        return new WithheldGroup(0, rows, Array.ConvertAll(rows, i => without(i)), Array.ConvertAll(rows, _ => ownProbability), Array.ConvertAll(rows, i => withOthers(i)));
    }
}
