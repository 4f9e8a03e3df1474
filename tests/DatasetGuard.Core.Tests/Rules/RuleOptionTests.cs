using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Tests.Configuration;

namespace DatasetGuard.Core.Tests.Rules;

public sealed class RuleOptionTests
{
    [Fact]
    public void The_range_names_the_default_and_both_ends()
    {
        Configurations.Distance.Range.Should().Be("4, from 0 to 16, whole numbers");
        Configurations.Share.Range.Should().Be("0.5, from 0 to 1");
    }

    [Fact]
    public void A_page_ends_with_the_options_and_how_they_are_written()
    {
        var described = RuleOption.Describe(Configurations.Rules.Single(rule => rule.Id == "DG1102"));

        described.Should().Contain("`rules: { DG1102: { maxDistance: 4 } }`").And.Contain("| `minShare` | 0.5, from 0 to 1 | The share of the class. |");
        RuleOption.Describe(Configurations.Rules.Single(rule => rule.Id == "DG1005")).Should().BeEmpty();
    }
}
