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
}
