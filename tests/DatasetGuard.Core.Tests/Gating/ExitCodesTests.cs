using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Reports;
using DatasetGuard.Core.Tests.Scanning;

namespace DatasetGuard.Core.Tests.Gating;

public sealed class ExitCodesTests
{
    /// <summary>The exit code by what fails the build (columns: error, warning, note, none) and the gravest finding (rows).</summary>
    private static readonly Dictionary<string, ExitCode[]> Table = new(StringComparer.Ordinal)
    {
        ["no finding"] = [ExitCode.Success, ExitCode.Success, ExitCode.Success, ExitCode.Success],
        ["note"] = [ExitCode.Success, ExitCode.Success, ExitCode.Findings, ExitCode.Success],
        ["warning"] = [ExitCode.Success, ExitCode.Findings, ExitCode.Findings, ExitCode.Success],
        ["error"] = [ExitCode.Findings, ExitCode.Findings, ExitCode.Findings, ExitCode.Success],
    };

    public static TheoryData<FailOn, string, RuleStatus, bool, ExitCode> Cases()
    {
        var cases = new TheoryData<FailOn, string, RuleStatus, bool, ExitCode>();
        foreach (var (gravest, codes) in Table)
        {
            foreach (var failOn in Enum.GetValues<FailOn>())
            {
                foreach (var status in Enum.GetValues<RuleStatus>())
                {
                    var code = codes[(int)failOn];
                    cases.Add(failOn, gravest, status, true, status == RuleStatus.Failed ? ExitCode.Incomplete : code);
                    cases.Add(failOn, gravest, status, false, status == RuleStatus.Failed ? ExitCode.Incomplete : code == ExitCode.Success ? ExitCode.NothingToScan : code);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_exit_code_follows_from_the_gate(FailOn failOn, string gravest, RuleStatus status, bool hasSamples, ExitCode expected)
    {
        var findings = Findings(gravest);
        var rule = new FakeRule(() => RuleOutcome.Nothing, "DG0001").Descriptors[0];

        var gate = Gate.Judge(findings, [new RuleRun(rule, RuleStatus.Completed, null, 0), new RuleRun(rule, status, null, 0)], failOn);

        ExitCodes.Of(gate, hasSamples ? 1 : 0).Should().Be(expected);
        (gate.Errors, gate.Warnings, gate.Notes).Should().Be(
            (findings.Count(f => f.Level == FindingLevel.Error), findings.Count(f => f.Level == FindingLevel.Warning), findings.Count(f => f.Level == FindingLevel.Note)));
    }

    [Fact]
    public void A_scan_in_which_no_labelled_image_was_decoded_has_looked_at_nothing()
    {
        var blind = Results.Blind();

        blind.ExitCode.Should().Be(ExitCode.NothingToScan);
        blind.Verdict.Should().Be(Verdict.Incomplete);
        blind.NothingToScan.Should().Be("Of 1 file with a class in 'data' none could be decoded.");
        (blind with { Gate = Gate.Judge(blind.Findings, blind.Rules, FailOn.Error) }).ExitCode.Should().Be(ExitCode.Findings);
    }

    [Fact]
    public void No_format_shows_a_scan_that_saw_nothing_as_a_pass()
    {
        var blind = Results.Blind();

        new JsonReport().Text(blind).Should().Contain("\"verdict\": \"incomplete\"");
        new MarkdownReport().Text(blind).Should().StartWith("# DatasetGuard: incomplete").And.Contain("Nothing to scan: Of 1 file");
        new GithubReport().Text(blind).Should().StartWith("::error title=Nothing to scan::Of 1 file");
        new JUnitReport().Text(blind).Should().Contain("errors=\"1\"").And.Contain("<error message=\"Of 1 file");
    }

    [Fact]
    public void The_numbers_are_those_that_build_scripts_rely_on() =>
        Enum.GetValues<ExitCode>().Select(code => (int)code).Should().Equal(0, 1, 2, 3, 4, 130);

    /// <summary>One finding of the level and one of each lower level.</summary>
    private static List<Finding> Findings(string gravest) =>
        [.. Enum.GetValues<FindingLevel>().Where(level => gravest != "no finding" && level <= Enum.Parse<FindingLevel>(gravest, ignoreCase: true)).Select(level => FakeRule.Finding("DG0001", level))];
}
