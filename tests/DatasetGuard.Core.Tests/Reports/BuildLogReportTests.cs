using System.Text.RegularExpressions;
using CsCheck;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Tests.Reports;

public sealed class BuildLogReportTests
{
    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void A_hostile_name_forges_no_workflow_command(string name)
    {
        var lines = Lines(new GithubReport().Text(Results.Named(name, name)));

        lines.Should().HaveCount(2).And.AllSatisfy(line => line.Should().MatchRegex("^::error file=[^,:]+,title=DG[0-9]{4}%3A [^,:]+::.+$"));
        lines.Should().NotContain(line => HostileNames.HasControls(line));
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void A_hostile_name_forges_no_build_error(string name)
    {
        var lines = Lines(new MsBuildReport().Text(Results.Named(name, name)));

        lines.Should().NotContain(line => HostileNames.HasControls(line));
        lines.Select(Canonical).Should().Equal(("error", "DG2201"), ("error", "DG1001"));
    }

    [Fact]
    public void No_name_makes_a_line_of_its_own() => Gen.Select(Gen.String, Gen.String).Sample((file, className) =>
    {
        var result = Results.Named(file, className);
        return Lines(new GithubReport().Text(result)).Length == 2
            && Lines(new MsBuildReport().Text(result)).Select(Canonical).SequenceEqual([("error", "DG2201"), ("error", "DG1001")]);
    });

    [Fact]
    public void Ten_errors_and_ten_warnings_are_annotated_and_the_rest_counted()
    {
        var (errors, warnings) = (Results.Many(FindingLevel.Error, 12), Results.Many(FindingLevel.Warning, 15));

        var lines = Lines(new GithubReport().Text(errors with { Findings = [.. errors.Findings, .. warnings.Findings] }));

        lines.Count(line => line.StartsWith("::error ", StringComparison.Ordinal)).Should().Be(10);
        lines.Count(line => line.StartsWith("::warning ", StringComparison.Ordinal)).Should().Be(10);
        lines[^1].Should().Be("::notice title=DatasetGuard::and 7 findings more, in report.json");
        lines.Should().HaveCount(21);
    }

    [Theory]
    [InlineData(FindingLevel.Warning, FailOn.Error, "warning")]
    [InlineData(FindingLevel.Warning, FailOn.Warning, "error")]
    [InlineData(FindingLevel.Error, FailOn.None, "warning")]
    [InlineData(FindingLevel.Note, FailOn.Error, "message")]
    [InlineData(FindingLevel.Note, FailOn.Note, "error")]
    public void MSBuild_sees_an_error_where_the_gate_fails(FindingLevel level, FailOn failOn, string category) =>
        Lines(new MsBuildReport().Text(Results.Many(level, 1, failOn))).Select(Canonical).Should().Equal((category, "DG2201"));

    [Fact]
    public void A_crash_is_said_in_both_logs()
    {
        var result = Results.Crashed("InvalidOperationException: 50% \n::error::x");

        Lines(new GithubReport().Text(result)).Should()
            .Equal("::error title=DG2201 did not finish::The scan is incomplete: InvalidOperationException: 50%25 \\u000A::error::x");
        Lines(new MsBuildReport().Text(result)).Select(Canonical).Should().Equal(("error", "DG2201"));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What MSBuild reads in a line: the origin ends at the first colon.</summary>
    private static (string Category, string Code) Canonical(string line)
    {
        line.Should().StartWith(MsBuildReport.Marker);
        var match = Regex.Match(line[MsBuildReport.Marker.Length..], "^[^:]*: (?<category>error|warning|message) (?<code>[^: ]*): ", RegexOptions.NonBacktracking);
        return (match.Groups["category"].Value, match.Groups["code"].Value);
    }
}
