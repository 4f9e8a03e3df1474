using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DatasetGuard.Core.Configuration;

namespace DatasetGuard.Cli.Tests;

/// <summary>Whatever a rule lets the configuration set is described, listed and checked everywhere.</summary>
public sealed class RuleOptionsTests
{
    public static TheoryData<string, string> Options { get; } = [.. RuleCatalog.All.Descriptors.SelectMany(rule => rule.Options.Select(option => (rule.Id, option.Name)))];

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_takes_its_whole_range_and_nothing_else(string id, string name)
    {
        var option = RuleCatalog.All.Get(id).Options.Single(option => option.Name == name);

        (option.Least <= option.Default && option.Default <= option.Most && option.Least < option.Most && option.Name != "level").Should().BeTrue();
        foreach (var value in (double[])[option.Least, option.Default, option.Most])
            Fault(id, name, value).Should().BeNull();

        Fault(id, name, option.Least - 1).Should().StartWith("datasetguard.yaml:2:").And.MatchRegex("number from .* to .* belongs here");
        Fault(id, name, option.Most + 1).Should().Contain("belongs here");
        Fault(id, name + "x", option.Default).Should().Contain($"Did you mean '{name}'?");
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_is_on_the_page_of_its_rule(string id, string name) =>
        RuleCatalog.All.Get(id).ReadPage().Should().Contain($"| `{name}` | ").And.Contain("**Tuning.**");

    [Theory]
    [MemberData(nameof(Options))]
    public void The_text_of_a_page_states_the_default_that_is_used(string id, string name)
    {
        var stated = Regex.Matches(RuleCatalog.All.Get(id).ReadPage(), $@"`{name}` \(default (?<value>[0-9.]*[0-9])", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        foreach (Match match in stated)
            double.Parse(match.Groups["value"].ValueSpan, CultureInfo.InvariantCulture).Should().BeApproximately(RuleCatalog.All.Get(id).Options.Single(option => option.Name == name).Default, 0.005);
    }

    [Fact]
    public async Task The_list_of_rules_has_every_option()
    {
        var table = (await new Cli().RunAsync("rules")).Out;
        using var json = JsonDocument.Parse((await new Cli().RunAsync("rules", "--format", "json")).Out);

        var listed = json.RootElement.EnumerateArray().SelectMany(rule => rule.GetProperty("options").EnumerateArray().Select(option => (rule.GetProperty("id").GetString(), option.GetProperty("name").GetString())));
        listed.Should().Equal(RuleCatalog.All.Descriptors.SelectMany(rule => rule.Options.Select(option => ((string?)rule.Id, (string?)option.Name))));
        foreach (var (id, option) in RuleCatalog.All.Descriptors.SelectMany(rule => rule.Options.Select(option => (rule.Id, option))))
            table.Should().MatchRegex($@"{id}\s+{option.Name}\s");
    }

    [Fact]
    public void The_schema_has_every_rule_with_its_options()
    {
        using var schema = JsonDocument.Parse(ConfigurationFile.ReadSchema(RuleCatalog.All.Descriptors));
        var rules = schema.RootElement.GetProperty("properties").GetProperty("rules").GetProperty("properties");

        rules.EnumerateObject().Select(rule => rule.Name).Should().Equal(RuleCatalog.All.Descriptors.Select(rule => rule.Id));
        foreach (var rule in RuleCatalog.All.Descriptors)
        {
            var options = rules.GetProperty(rule.Id).GetProperty("oneOf")[1].GetProperty("properties");
            options.EnumerateObject().Select(option => option.Name).Should().Equal(["level", .. rule.Options.Select(option => option.Name)]);
        }
    }

    [Fact]
    public void Rules_that_weigh_numbers_let_them_be_set() =>
        RuleCatalog.All.Descriptors.Where(rule => rule.Options.Count == 0).Select(rule => rule.Id).Should().Equal(
            "DG0001", "DG0002", "DG0003", "DG1001", "DG1002", "DG1003", "DG1004", "DG1005", "DG1006", "DG1007", "DG1101", "DG1103", "DG1104", "DG1207", "DG1301", "DG1302", "DG1401", "DG1403", "DG2202", "DG3001", "DG3002",
            "DG3101", "DG3102", "DG3103");

    private static string? Fault(string rule, string option, double value)
    {
        try
        {
            ConfigurationFile.Parse(FormattableString.Invariant($"rules:\n  {rule}: {{ {option}: {value:R} }}\n"), "datasetguard.yaml", "", RuleCatalog.All.Descriptors);
            return null;
        }
        catch (ConfigurationException error)
        {
            return error.Faults.Single().ToString();
        }
    }
}
