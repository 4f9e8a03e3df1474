using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
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

        var groups = Withholding(model, loaded).Run(Suspicion.Of(model), default);

        var poisoned = groups.Single(group => group.Class == 2);
        poisoned.IsShown.Should().BeTrue($"{poisoned.ShareWithout:P0} without, {poisoned.ShareWithOthers:P0} with");
        groups.Where(group => group.Class != 2).Should().OnlyContain(group => !group.IsShown);
        string IdOf(int row) => loaded.Dataset.Samples[rows.Samples[row]].Id;

        // Measured: all 30, although of a class of 180 a third of them is never withheld.
        poisoned.Members.Count(row => set.PoisonedIds.Contains(IdOf(row))).Should().BeGreaterThanOrEqualTo(27);
        poisoned.Members.Count(row => !set.PoisonedIds.Contains(IdOf(row))).Should().BeLessThanOrEqualTo(1);

        var finding = BackdoorFinding.Of(poisoned, model, loaded.Context);
        (finding.Level, finding.Class, finding.Samples.Count).Should().Be((FindingLevel.Error, "class2", poisoned.Members.Count));
        finding.Message.Should().Contain("trained without the group").And.Contain("'class2'");
        finding.Pictures.Should().ContainSingle();
    }

    [Fact]
    public void Of_poison_that_is_a_third_of_its_class_the_whole_cluster_is_withheld()
    {
        var set = ColouredCorner.Poison(SurrogateRuleTests.Tinted(TestSet.Drawn()), "class2", count: 70);
        using var loaded = LoadedSet.Of(set);
        var rows = ClassRows.Of(loaded.Dataset);
        using var model = SurrogateModel.Train(loaded.Context, rows, default);

        var group = Withholding(model, loaded).Run(Suspicion.Of(model), default).Single(group => group.Class == 2);

        group.IsShown.Should().BeTrue($"{group.ShareWithout:P0} without, {group.ShareWithOthers:P0} with");
        bool IsPoisoned(int row) => set.PoisonedIds.Contains(loaded.Dataset.Samples[rows.Samples[row]].Id);
        group.Rows.Count(IsPoisoned).Should().BeGreaterThanOrEqualTo(65);
        group.Rows.Count(row => !IsPoisoned(row)).Should().BeLessThanOrEqualTo(3);
    }

    [Fact]
    public void A_group_that_was_found_without_networks_is_shown_when_it_is_poison_and_not_when_it_is_any_part_of_a_class()
    {
        var set = ColouredCorner.Poison(SurrogateRuleTests.Tinted(TestSet.Drawn()), "class2", count: 30);
        using var loaded = LoadedSet.Of(set);
        var rows = ClassRows.Of(loaded.Dataset);
        using var model = SurrogateModel.Train(loaded.Context, rows, default);
        bool IsPoisoned(int row) => set.PoisonedIds.Contains(loaded.Dataset.Samples[rows.Samples[row]].Id);

        // All of a class is more than is ever withheld.
        var groups = Withholding(model, loaded).RunFound([new FoundGroup(2, [.. rows.Of(2).Where(IsPoisoned)]), new FoundGroup(0, [.. rows.Of(0)])], default);

        groups.Select(group => (group.Class, group.Rows.Length, group.IsShown)).Should().Equal((2, 30, true), (0, rows.CountOf(0) / 2, false));

        // Measured: all 30, of which networks take 20 for another class without the others.
        groups[0].Members.Count(IsPoisoned).Should().Be(groups[0].Members.Count).And.BeGreaterThanOrEqualTo(27);
    }

    [Fact]
    public void How_foreign_a_found_group_is_is_told_by_images_of_the_classes_without_one()
    {
        var set = ColouredCorner.Poison(SurrogateRuleTests.Tinted(TestSet.Drawn()), "class2", count: 30);
        using var loaded = LoadedSet.Of(set);
        var rows = ClassRows.Of(loaded.Dataset);
        using var model = SurrogateModel.Train(loaded.Context, rows, default);
        bool IsPoisoned(int row) => set.PoisonedIds.Contains(loaded.Dataset.Samples[rows.Samples[row]].Id);
        var withholding = Withholding(model, loaded);

        double RankOf(bool ofPoison) => withholding.RunFound([new FoundGroup(2, [.. rows.Of(2).Where(row => IsPoisoned(row) == ofPoison).Take(30)], IsWhole: true)], default).Single().RankAmongOthers;

        RankOf(ofPoison: true).Should().BeLessThanOrEqualTo(0.5);
        RankOf(ofPoison: false).Should().BeGreaterThan(0.9);
    }

    /// <summary>Networks that know most of its frames know the others, and what those show is another class without them: so does poison look, but that its images have no more in common than the trigger.</summary>
    [Fact]
    public void A_track_that_looks_like_another_class_shows_nothing()
    {
        var drawn = SurrogateRuleTests.Tinted(TestSet.Drawn());
        using var loaded = LoadedSet.Of(Track.Append(drawn, drawn.Images.First(image => image.Class == "class0").Pixels, "class2", frames: 30));
        var rows = ClassRows.Of(loaded.Dataset);
        using var model = SurrogateModel.Train(loaded.Context, rows, default);
        int[] track = [.. rows.Of(2).Where(row => Track.Has(loaded.Dataset.Samples[rows.Samples[row]].Id))];

        var group = Withholding(model, loaded).RunFound([new FoundGroup(2, track)], default).Single();

        group.ShareWithout.Should().BeLessThan(0.1);
        group.IsSuspected.Should().BeFalse($"{group.ShareWithOthers:P0} with others");
    }

    [Fact]
    public void Without_a_group_that_is_large_enough_nothing_is_trained()
    {
        var progress = new StageRecorder();
        using var loaded = LoadedSet.Of(SurrogateRuleTests.Tinted(TestSet.Drawn()), progress: progress);
        using var model = SurrogateModel.Train(loaded.Context, ClassRows.Of(loaded.Dataset), default);

        Withholding(model, loaded).RunFound([new FoundGroup(2, [.. ClassRows.Of(loaded.Dataset).Of(2).Take(WithheldGroup.LeastRows - 1)])], default).Should().BeEmpty();

        progress.Stages.Select(stage => stage.Name).Should().NotContain("Training without suspects");
    }

    [Fact]
    public void Negatives_are_odd_to_networks_that_see_edges_and_proven_by_one_another()
    {
        var set = Negatives(Stripes(), "class2", count: 40);
        using var loaded = LoadedSet.Of(set, depth: ScanDepth.Deep);
        var rows = ClassRows.Of(loaded.Dataset);
        using var model = SurrogateModel.Train(loaded.Context, rows, default);

        var groups = Withholding(model, loaded).RunOdd(EdgeNetworks.Margins(loaded.Context, rows, default), default);

        groups.Where(group => group.IsShown).Select(group => group.Class).Should().Equal(2);

        // Measured: 35 of the 40, and no other.
        var members = groups.Single(group => group.IsShown).Members;
        var hits = members.Count(row => set.PoisonedIds.Contains(loaded.Dataset.Samples[rows.Samples[row]].Id));
        hits.Should().BeGreaterThanOrEqualTo(32);
        (members.Count - hits).Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public void Of_a_clean_set_no_class_is_odd()
    {
        using var loaded = LoadedSet.Of(Stripes(), depth: ScanDepth.Deep);
        var rows = ClassRows.Of(loaded.Dataset);
        using var model = SurrogateModel.Train(loaded.Context, rows, default);

        Withholding(model, loaded).RunOdd(EdgeNetworks.Margins(loaded.Context, rows, default), default).Should().NotContain(group => group.IsSuspected);
    }

    /// <summary>Bright stripes on a dark ground, in another direction in each of four classes, with so much noise that no network is sure of anything.</summary>
    private static TestSet Stripes()
    {
        const int Side = 24, PerClass = 150, Period = 6, Noise = 160;
        var random = new Random(1);
        return TestSet.Of(
        [
            .. from i in Enumerable.Range(0, 4 * PerClass)
               let phase = random.NextDouble() * Period
               let angle = (i % 4 * Math.PI / 4) + ((random.NextDouble() - 0.5) / 4)
               select ($"class{i % 4}", new PixelBuffer(Side, Side, 1,
               [
                   .. from at in Enumerable.Range(0, Side * Side)
                      let wave = Math.Sin(2 * Math.PI * ((at % Side * Math.Cos(angle)) + (at / Side * Math.Sin(angle)) + phase) / Period)
                      select (byte)((wave > 0.6 ? 60 : 20) + random.Next(Noise)),
               ])),
        ]);
    }

    /// <summary>Images of other classes become negatives and get the target's label.</summary>
    private static TestSet Negatives(TestSet set, string target, int count)
    {
        var images = set.Images.ToArray();
        foreach (var i in Enumerable.Range(0, images.Length).Where(i => images[i].Class != target).Take(count))
        {
            var pixels = images[i].Pixels;
            images[i] = images[i] with { Pixels = new PixelBuffer(pixels.Width, pixels.Height, pixels.Channels, Array.ConvertAll(pixels.Data, value => (byte)(255 - value))), Class = target, IsPoisoned = true };
        }

        return new TestSet(images);
    }

    private static GroupWithholding Withholding(SurrogateModel model, LoadedSet loaded) =>
        new(model, [.. Enumerable.Range(0, model.Rows.Classes).Select(c => ClassOutliers.Of(model, c))], loaded.Context, new Lazy<LookAlikes>(() => new LookAlikes(model.Rows, model.TrainingRows, loaded.Context, default)));
}
