using DatasetGuard.Core.Rules.Classes;

namespace DatasetGuard.Core.Tests.Rules.Classes;

public sealed class ImbalanceRuleTests
{
    [Theory]
    [InlineData(9, 1)]
    [InlineData(11, 0)]
    public void Less_than_a_tenth_of_an_equal_share_is_a_warning(int rare, int findings)
    {
        // An equal share of the three classes is between 100 and 101.
        var outcome = new ImbalanceRule().Evaluate([.. Samples.Many(150), .. Samples.Many(142, 1), .. Samples.Many(rare, 2)]);

        outcome.Findings.Should().HaveCount(findings);
        outcome.Findings.Should().OnlyContain(finding => finding.Class == "class 2" && finding.Samples.Count == 0 && finding.Score > finding.Threshold);
    }

    [Theory]
    [InlineData(0.05, 0)]
    [InlineData(0.12, 1)]
    public void The_share_can_be_set(double value, int findings)
    {
        var outcome = new ImbalanceRule().Evaluate([.. Samples.Many(150), .. Samples.Many(142, 1), .. Samples.Many(11, 2)], Options.With("DG1303", "share", value));

        outcome.Findings.Should().HaveCount(findings);
        outcome.Findings.Should().OnlyContain(finding => finding.Message.Contains("12.0") && finding.Threshold == 1 / 0.12);
    }

    [Fact]
    public void The_training_split_decides()
    {
        var samples = Samples.Many(200, 0, 0).Concat(Samples.Many(200, 1, 1)).Concat(Samples.Many(5, 1, 0));

        new ImbalanceRule().Evaluate(samples, "train", "test").Findings.Should().ContainSingle().Which.Message.Should().Contain("'class 1' (5)");
        new ImbalanceRule().Evaluate(samples, "left", "right").Findings.Should().BeEmpty();
    }

    [Fact]
    public void Nothing_is_found_in_nothing() => new ImbalanceRule().Evaluate([]).Findings.Should().BeEmpty();
}
