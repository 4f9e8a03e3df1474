using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules.Classes;

namespace DatasetGuard.Core.Tests.Rules.Classes;

public sealed class UnknownLabelRuleTests
{
    [Fact]
    public void Files_without_a_class_among_others_are_a_warning()
    {
        var finding = new UnknownLabelRule().Evaluate([.. Samples.Many(5), Samples.Of("stray.png", label: -1)]).Findings.Should().ContainSingle().Which;

        finding.Level.Should().Be(FindingLevel.Warning);
        finding.Message.Should().StartWith("1 of 6 files have no class: stray.png. ");
    }

    [Fact]
    public void A_class_that_is_tested_and_not_trained_is_an_error()
    {
        var finding = new UnknownLabelRule().Evaluate([.. Samples.Many(5, 0, 0), .. Samples.Many(5, 1, 0), .. Samples.Many(2, 1, 1), .. Samples.Many(3, 2, 1)], "Train", "test").Findings.Should().ContainSingle().Which;

        finding.Level.Should().Be(FindingLevel.Error);
        finding.Samples.Should().HaveCount(3).And.OnlyContain(flagged => flagged.Sample.ClassIndex == 2);
        finding.Message.Should().Contain("'class 2'");
    }

    [Fact]
    public void Without_a_training_split_no_class_is_unknown() =>
        new UnknownLabelRule().Evaluate([.. Samples.Many(5, 0, 0), .. Samples.Many(3, 1, 1)], "left", "right").Findings.Should().BeEmpty();

    [Fact]
    public void Without_any_class_it_is_skipped() =>
        new UnknownLabelRule().Evaluate([Samples.Of("a.png", label: -1)]).Skipped.Should().ContainKey("DG1301");
}
