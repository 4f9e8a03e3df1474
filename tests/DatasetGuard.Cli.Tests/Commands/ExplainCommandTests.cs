namespace DatasetGuard.Cli.Tests.Commands;

public sealed class ExplainCommandTests
{
    [Fact]
    public async Task A_redirected_page_is_the_markdown_itself()
    {
        var result = await new Cli().RunAsync("explain", "DG2201");

        result.Should().Be(new CliResult(0, RuleCatalog.All.Get("DG2201").ReadPage(), ""));
    }

    [Fact]
    public async Task A_page_in_the_terminal_has_no_markdown_signs_left()
    {
        var result = await new Cli { IsTerminal = true }.RunAsync("explain", "DG2201", "--no-color");

        result.Code.Should().Be(0);
        result.Out.Should().StartWith("DG2201: the same patch in one class only");
        result.Out.Should().NotContain("**").And.NotContain("`").And.NotContain("| --- |");
        result.Out.Should().MatchRegex(@"distance\s+how far is the group");
    }
}
