namespace DatasetGuard.Cli.Tests;

public sealed class RuleCatalogTests
{
    [Fact]
    public void Two_rules_with_one_id_are_refused()
    {
        var build = () => new RuleCatalog([new CrashingRule(), new CrashingRule()]);

        build.Should().Throw<ArgumentException>().WithMessage("Two rules have the id DG9999: 'crash' and 'crash'.*");
    }

    [Fact]
    public void Every_rule_has_a_page_that_begins_with_its_id()
    {
        foreach (var rule in RuleCatalog.All.Descriptors)
            rule.ReadPage().Should().StartWith($"# {rule.Id}: ");
    }

    [Fact]
    public void An_id_is_found_in_any_case() => RuleCatalog.All.Get("dg2201").Id.Should().Be("DG2201");
}
