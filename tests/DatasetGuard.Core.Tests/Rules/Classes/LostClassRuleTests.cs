using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules.Classes;

namespace DatasetGuard.Core.Tests.Rules.Classes;

public sealed class LostClassRuleTests
{
    [Fact]
    public void A_class_without_a_readable_image_is_an_error()
    {
        var finding = new LostClassRule().Evaluate([.. Samples.Many(5), Samples.Undecoded("x.png", 1), Samples.Undecoded("y.png", 1), Samples.Undecoded("z.png", 0)]).Findings.Should().ContainSingle().Which;

        finding.Level.Should().Be(FindingLevel.Error);
        finding.Class.Should().Be("class 1");
    }

    [Fact]
    public void A_trained_class_that_the_test_lacks_is_a_warning()
    {
        var finding = new LostClassRule().Evaluate([.. Samples.Many(5, 0, 0), .. Samples.Many(5, 1, 0), .. Samples.Many(2, 1, 1), .. Samples.Many(3, 2, 1)], "train", "test").Findings.Should().ContainSingle().Which;

        finding.Level.Should().Be(FindingLevel.Warning);
        finding.Message.Should().StartWith("Class 'class 0' has no image in the split 'test'");
    }

    [Fact]
    public void Full_splits_have_no_finding() =>
        new LostClassRule().Evaluate([.. Samples.Many(5, 0, 0), .. Samples.Many(5, 0, 1)], "train", "test").Findings.Should().BeEmpty();

    [Fact]
    public void A_split_for_every_image_is_no_flood_of_findings()
    {
        const int Images = 20_000;
        var samples = Enumerable.Range(0, Images).Select(i => Samples.Of($"{i:D5}.png", label: i, split: i));

        var outcome = new LostClassRule().Evaluate(samples, [.. Enumerable.Range(0, Images).Select(i => $"split {i}")]);

        outcome.Findings.Should().BeEmpty();
        outcome.Limits.Should().ContainKey("DG1302").WhoseValue.Should().StartWith("The dataset has 20,000 splits");
    }
}
