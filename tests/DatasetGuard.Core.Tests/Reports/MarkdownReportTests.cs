using System.Text;
using System.Text.RegularExpressions;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Tests.Reports;

public sealed class MarkdownReportTests
{
    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void A_hostile_name_changes_no_structure(string name)
    {
        var plain = new MarkdownReport().Text(Results.Named("name", "name", "name")).Split('\n');

        var report = new MarkdownReport().Text(Results.Named(name, name, name)).Split('\n');

        report.Should().HaveSameCount(plain);
        report.Select(Bars).Should().Equal(plain.Select(Bars));
        HostileNames.HasControls(string.Join('\n', report)).Should().BeFalse();
        report.Select(OutsideCode).Should().AllSatisfy(line =>
        {
            line.Should().NotContainAny("<script", "<img", "@someone", "://", "www.");
            line.Count(character => character == '[').Should().Be(line.StartsWith("![", StringComparison.Ordinal) ? 1 : 0);
        });
    }

    [Theory]
    [InlineData("a", "`a`")]
    [InlineData("a`b", "``a`b``")]
    [InlineData("`a", "`` `a ``")]
    [InlineData("", "`  `")]
    public void The_fence_of_a_name_is_longer_than_its_backticks(string name, string code) => MarkdownText.Code(name).Should().Be(code);

    [Fact]
    public void Many_findings_are_cut_and_counted()
    {
        var report = new MarkdownReport().Text(Results.Many(FindingLevel.Warning, 102));

        report.Should().Contain("\n## 100. ").And.NotContain("\n## 101. ").And.Contain("\n2 findings more in `report.json`.\n");
    }

    [Fact]
    public void A_crash_is_said_at_the_top() =>
        new MarkdownReport().Text(Results.Crashed("x")).Should().StartWith("# DatasetGuard: incomplete\n").And.Contain("The scan is incomplete, DG2201 failed: x");

    private static int Bars(string line) => !line.StartsWith('|') ? 0 : Regex.Count(line, @"(?<!\\)\|");

    /// <summary>The line without what a backslash escapes, and without code: a span ends at the first run of as many backticks as it began with.</summary>
    private static string OutsideCode(string line)
    {
        var rest = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                rest.Append(' ');
                i++;
                continue;
            }

            var fence = line.AsSpan(i).IndexOfAnyExcept('`') is var length and >= 0 ? length : line.Length - i;
            var end = fence == 0 ? -1 : EndOfCode(line, i + fence, fence);
            if (end < 0)
                rest.Append(line[i]);
            else
                i = end - 1;
        }

        return rest.ToString();
    }

    private static int EndOfCode(string line, int from, int fence)
    {
        for (var i = from; i < line.Length;)
        {
            var run = 0;
            while (i + run < line.Length && line[i + run] == '`')
                run++;
            if (run == fence)
                return i + run;

            i += Math.Max(run, 1);
        }

        return -1;
    }
}
