using System.CommandLine;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class HelpTests
{
    /// <summary>The files in Help hold what is expected; an empty one is the tool's own help.</summary>
    [Theory]
    [InlineData("datasetguard")]
    [InlineData("scan")]
    [InlineData("report")]
    [InlineData("attest")]
    [InlineData("rules")]
    [InlineData("explain")]
    [InlineData("train")]
    [InlineData("audit")]
    [InlineData("repair")]
    [InlineData("screen")]
    [InlineData("drill")]
    [InlineData("poison")]
    [InlineData("baseline")]
    [InlineData("baseline create")]
    [InlineData("baseline update")]
    [InlineData("config")]
    [InlineData("config init")]
    [InlineData("config validate")]
    [InlineData("config schema")]
    public async Task Help_is_the_expected_text(string name)
    {
        var result = await new Cli().RunAsync(name == "datasetguard" ? ["--help"] : [.. name.Split(' '), "--help"]);

        using var expected = new StreamReader(typeof(HelpTests).Assembly.GetManifestResourceStream(name.Replace(' ', '-'))!);
        result.Code.Should().Be(0);
        result.Error.Should().BeEmpty();
        WithTool(result.Out).Should().Be((await expected.ReadToEndAsync(TestContext.Current.CancellationToken)).ReplaceLineEndings());
    }

    [Fact]
    public async Task Every_command_has_examples_that_begin_with_its_own_name()
    {
        foreach (var name in (string[])["scan", "train", "audit", "repair", "screen", "drill", "poison", "report", "attest", "rules", "explain", "baseline", "baseline create", "baseline update", "config", "config init", "config validate", "config schema"])
        {
            var result = await new Cli().RunAsync([.. name.Split(' '), "--help"]);

            result.Out.Should().Contain($"Examples:\n  datasetguard {name}");
        }
    }

    /// <summary>The parser names the program after the process, which here is the test's.</summary>
    private static string WithTool(string help) => help.Replace(RootCommand.ExecutableName, "datasetguard").ReplaceLineEndings();
}
