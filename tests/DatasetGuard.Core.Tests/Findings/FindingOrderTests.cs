using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Tests.Scanning;

namespace DatasetGuard.Core.Tests.Findings;

public sealed class FindingOrderTests
{
    [Fact]
    public void An_attack_stands_before_a_duplicate_of_the_same_level()
    {
        var ordered = Ordered("DG1001", "DG1103", "DG2001", "DG2101", "DG2201", "DG2301", "DG2901", "DG3101", "DG0002");

        ordered.Should().Equal("DG2901", "DG2201", "DG2101", "DG2301", "DG2001", "DG3101", "DG0002", "DG1001", "DG1103");
    }

    [Fact]
    public void The_level_weighs_more_than_the_rule()
    {
        Finding[] findings = [FakeRule.Finding("DG2901") with { Level = FindingLevel.Warning }, FakeRule.Finding("DG1101") with { Level = FindingLevel.Error }];

        findings.Order(Comparer<Finding>.Create(FindingOrder.Compare)).Select(finding => finding.RuleId).Should().Equal("DG1101", "DG2901");
    }

    private static IEnumerable<string> Ordered(params string[] rules) =>
        rules.Select(rule => FakeRule.Finding(rule) with { Level = FindingLevel.Error }).Order(Comparer<Finding>.Create(FindingOrder.Compare)).Select(finding => finding.RuleId);
}
