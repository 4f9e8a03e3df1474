using System.Text.Json;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class RulesCommandTests
{
    [Fact]
    public async Task The_table_has_a_line_for_every_rule()
    {
        var result = await new Cli().RunAsync("rules");

        result.Code.Should().Be(0);
        foreach (var rule in RuleCatalog.All.Descriptors)
            result.Out.Should().MatchRegex($@"{rule.Id}\s+{rule.Name}\s+\w+\s+{(rule.Id.StartsWith("DG3", StringComparison.Ordinal) ? "audit" : rule.Depth.ToString().ToLowerInvariant())}\s+{rule.Title}");
    }

    [Fact]
    public async Task Json_has_an_object_for_every_rule()
    {
        var result = await new Cli().RunAsync("rules", "--format", "json");

        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.EnumerateArray().Select(rule => rule.GetProperty("id").GetString()).Should().Equal(RuleCatalog.All.Descriptors.Select(rule => rule.Id));
        json.RootElement.EnumerateArray().Last().GetProperty("level").GetString().Should().Be("error");
    }

    [Fact]
    public async Task Version_is_printed_alone()
    {
        var result = await new Cli().RunAsync("--version");

        result.Should().Be(new CliResult(0, DatasetGuard.Core.Scanning.Scanner.ToolVersion + Environment.NewLine, ""));
    }
}
