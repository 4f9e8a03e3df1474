using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class PixelGroupsTests
{
    private static readonly Lazy<TestSet> Clean = new(() => TestSet.Drawn(classes: 5, perClass: 300));

    [Fact]
    public void Images_that_were_processed_alike_are_proposed_as_they_are_reported()
    {
        var random = 0;
        var set = new TestSet([.. Clean.Value.Images.Select(image => image.Class != "class2" && random++ % 40 == 0 ? image with { Pixels = Coarse(image.Pixels), Class = "class2", IsPoisoned = true } : image)]);
        using var loaded = LoadedSet.Of(set);
        var reported = loaded.Evaluate().Findings.Single(finding => finding.RuleId == "DG2205").Samples.Select(flagged => flagged.Sample.Id);

        var found = PixelGroups.Find(loaded.Context, default).Should().ContainSingle().Which;

        found.Class.Should().Be(2);
        IdsOf(found, loaded).Should().Equal(reported);
    }

    /// <summary>Nine images are too few to be an error by their score alone.</summary>
    [Fact]
    public void A_group_that_is_no_error_by_itself_is_proposed()
    {
        var set = Clean.Value.Poisoned("blend:0.1", "class3", count: 9);
        using var loaded = LoadedSet.Of(set);
        loaded.Evaluate().Findings.Should().OnlyContain(finding => finding.Level < FindingLevel.Error);

        var found = PixelGroups.Find(loaded.Context, default).Should().ContainSingle().Which;

        found.Class.Should().Be(3);
        IdsOf(found, loaded).Should().BeSubsetOf(set.PoisonedIds).And.HaveCountGreaterThanOrEqualTo(8);
    }

    [Fact]
    public void What_is_an_error_by_itself_needs_no_proof()
    {
        using var loaded = LoadedSet.Of(Clean.Value.Poisoned("white", "class3", count: 30));
        loaded.Evaluate().Findings.Should().ContainSingle().Which.Level.Should().Be(FindingLevel.Error);

        PixelGroups.Find(loaded.Context, default).Should().BeEmpty();
    }

    [Fact]
    public void In_clean_images_nothing_is_proposed()
    {
        using var loaded = LoadedSet.Of(Clean.Value);

        PixelGroups.Find(loaded.Context, default).Should().BeEmpty();
    }

    [Fact]
    public void In_too_few_images_nothing_is_proposed()
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(classes: 3, perClass: 10));

        PixelGroups.Find(loaded.Context, default).Should().BeEmpty();
    }

    private static IEnumerable<string> IdsOf(FoundGroup found, LoadedSet loaded)
    {
        var rows = ClassRows.Of(loaded.Dataset);
        return found.Rows.Select(row => loaded.Dataset.Samples[rows.Samples[row]].Id);
    }

    /// <summary>Four pixels become one.</summary>
    private static PixelBuffer Coarse(PixelBuffer image) => AreaResampler.Resize(AreaResampler.Resize(image, image.Width / 2, image.Height / 2), image.Width, image.Height);
}
