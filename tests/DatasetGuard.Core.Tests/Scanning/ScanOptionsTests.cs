using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Scanning;

public sealed class ScanOptionsTests
{
    private static readonly RuleOption Distance = new("maxDistance", 4, 0, 16, "Bits.");
    private static readonly RuleDescriptor Rule = new("DG0001", "fake", "Fake", FindingLevel.Error, ScanDepth.Fast, typeof(ScanOptionsTests)) { Options = [Distance] };

    [Theory]
    [InlineData(null, FindingLevel.Error, FindingLevel.Error)]
    [InlineData(null, FindingLevel.Warning, FindingLevel.Warning)]
    [InlineData(FindingLevel.Note, FindingLevel.Error, FindingLevel.Note)]
    [InlineData(FindingLevel.Note, FindingLevel.Warning, FindingLevel.Note)]
    [InlineData(FindingLevel.Error, FindingLevel.Warning, FindingLevel.Warning)]
    [InlineData(FindingLevel.Warning, FindingLevel.Error, FindingLevel.Warning)]
    [InlineData(FindingLevel.Warning, FindingLevel.Note, FindingLevel.Note)]
    public void A_level_is_that_of_the_configuration_but_a_suspicion_is_never_raised(FindingLevel? configured, FindingLevel reported, FindingLevel level) =>
        With(new RuleSettings { Level = configured }).LevelOf(Rule, reported).Should().Be(level);

    [Fact]
    public void A_rule_of_warnings_can_be_made_one_of_errors() =>
        With(new RuleSettings { Level = FindingLevel.Error }).LevelOf(Rule with { Level = FindingLevel.Warning }, FindingLevel.Warning).Should().Be(FindingLevel.Error);

    [Fact]
    public void An_option_has_the_configured_value_or_its_default()
    {
        With(new RuleSettings { Options = new Dictionary<string, double> { ["maxDistance"] = 7 } }).ValueOf(Rule, Distance).Should().Be(7);
        With(new RuleSettings()).ValueOf(Rule, Distance).Should().Be(4);
        new ScanOptions().ValueOf(Rule, Distance).Should().Be(4);
    }

    [Fact]
    public void An_option_that_is_not_declared_is_a_mistake_in_the_program() =>
        ((Action)(() => new ScanOptions().ValueOf(Rule with { Options = [] }, Distance))).Should().Throw<ArgumentException>();

    private static ScanOptions With(RuleSettings settings) => new() { Rules = new Dictionary<string, RuleSettings> { [Rule.Id] = settings } };
}
