using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Scanning;

namespace DatasetGuard.Core.Tests.Gating;

public sealed class SuppressionStageTests
{
    private static readonly DateOnly Today = new(2027, 1, 31);

    [Fact]
    public void Covered_files_leave_a_list_and_the_rest_still_counts()
    {
        var result = Apply(Scans.Of(Scans.List("cat/1.png", "cat/2.png", "dog/1.png")), Suppress("DG1001", "cat/*"));

        var left = result.Findings.Should().ContainSingle().Subject;
        left.Files().Should().Equal("dog/1.png");
        left.Message.Should().EndWith("2 of these files are suppressed and not listed.");
        left.Location.Path.Should().Be("dog/1.png");
        var hidden = result.Suppressed.Should().ContainSingle().Subject;
        hidden.Finding.Files().Should().Equal("cat/1.png", "cat/2.png");
        (hidden.By, hidden.Reason).Should().Be((AcceptedBy.Suppression, "known"));
        (result.Gate.Errors, result.Gate.Suppressed, result.Gate.Verdict).Should().Be((1, 1, Verdict.Fail));
    }

    [Fact]
    public void A_list_with_nothing_left_is_suppressed_whole()
    {
        var result = Apply(Scans.Of(Scans.List("cat/1.png", "cat/2.png")), Suppress("DG1001", "**"));

        result.Findings.Should().BeEmpty();
        (result.Gate.Errors, result.Gate.Suppressed, result.Gate.Verdict).Should().Be((0, 1, Verdict.Pass));
    }

    [Fact]
    public void A_trigger_is_not_made_smaller_by_naming_some_of_its_files()
    {
        var scan = Scans.Of(Scans.Group("cat/1.png", "cat/2.png", "cat/3.png"));

        var result = Apply(scan, Suppress("DG2201", "cat/1.png", "cat/2.png"));

        result.Findings.Select(finding => finding.RuleId).Should().Equal("DG2201", "DG0002");
        result.Findings[0].Should().Be(scan.Findings[0]);
        result.Suppressed.Should().BeEmpty();
    }

    [Fact]
    public void A_trigger_is_suppressed_when_several_entries_name_all_its_files()
    {
        var result = Apply(Scans.Of(Scans.Group("cat/1.png", "cat/2.png")), Suppress("DG2201", "cat/1.png"), Suppress("DG2201", "cat/2.png") with { Reason = "seen" });

        result.Findings.Should().BeEmpty();
        result.Suppressed.Should().ContainSingle().Which.Reason.Should().Be("known; seen");
    }

    [Fact]
    public void An_entry_covers_its_rule_and_class_only()
    {
        var scan = Scans.Of(Scans.List("cat/1.png", "dog/1.png"), Scans.Group("cat/1.png"));

        var result = Apply(scan, Suppress("DG1001") with { Class = "dog" });

        result.Findings.Select(finding => string.Join(' ', finding.Files())).Should().Equal("cat/1.png", "cat/1.png");
        result.Suppressed.Should().ContainSingle().Which.Finding.Files().Should().Equal("dog/1.png");
    }

    [Fact]
    public void A_finding_without_files_is_covered_by_an_entry_for_everything_only()
    {
        var scan = Scans.Of(FakeRule.Finding("DG1001", about: "cat"));

        Apply(scan, Suppress("DG1001", "*")).Suppressed.Should().BeEmpty();
        Apply(scan, Suppress("DG1001") with { Class = "dog" }).Suppressed.Should().BeEmpty();
        Apply(scan, Suppress("DG1001") with { Class = "cat" }).Suppressed.Should().ContainSingle();
        Apply(scan, Suppress("DG1001", "**")).Suppressed.Should().ContainSingle();
    }

    [Fact]
    public void An_entry_that_accepts_nothing_is_reported_at_its_line()
    {
        var result = Apply(Scans.Of(Scans.List("cat/1.png")), Suppress("DG1001", "cat/1.png"), Suppress("DG1001", "cat/*") with { Line = 9 });

        var unused = result.Findings.Should().ContainSingle().Subject;
        (unused.RuleId, unused.Level, unused.Location).Should().Be(("DG0002", FindingLevel.Warning, new FindingLocation(LocationKind.ConfigurationLine, "datasetguard.yaml", 9)));
        unused.Message.Should().StartWith("The suppression of DG1001 in cat/* accepts nothing: ");
        result.Rules.Select(run => (run.Rule.Id, run.Findings)).Should().Equal(("DG0002", 1), ("DG0003", 0), ("DG1001", 0), ("DG2201", 0));
    }

    [Theory]
    [InlineData(RuleStatus.Disabled)]
    [InlineData(RuleStatus.Skipped)]
    [InlineData(RuleStatus.Failed)]
    public void An_entry_of_a_rule_that_did_not_run_is_not_judged(RuleStatus status) =>
        Apply(Scans.Of([], status), Suppress("DG1001", "cat/*")).Findings.Should().BeEmpty();

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void An_entry_ends_after_its_day_and_is_reported_then(int days, bool hasEnded)
    {
        var result = Apply(Scans.Of(Scans.List("cat/1.png")), Suppress("DG1001", "**") with { Expires = Today.AddDays(days) });

        result.Suppressed.Should().HaveCount(hasEnded ? 0 : 1);
        result.Findings.Select(finding => finding.RuleId).Should().Equal(hasEnded ? ["DG1001", "DG0003"] : []);
    }

    [Fact]
    public void Reports_about_entries_can_be_turned_off_and_have_other_levels()
    {
        var options = new ScanOptions { Disabled = new HashSet<string> { "DG0003" }, Rules = new Dictionary<string, RuleSettings> { ["DG0002"] = new() { Level = FindingLevel.Note } } };

        var result = Apply(options, Scans.Of(), Suppress("DG1001", "x"), Suppress("DG1001", "y") with { Expires = Today.AddDays(-1) });

        result.Findings.Should().ContainSingle().Which.Level.Should().Be(FindingLevel.Note);
        result.Rules[1].Status.Should().Be(RuleStatus.Disabled);
    }

    [Fact]
    public void Two_useless_entries_have_two_fingerprints() =>
        Apply(Scans.Of(), Suppress("DG1001", "x"), Suppress("DG1001", "y")).Findings.Select(finding => finding.Fingerprint).Should().OnlyHaveUniqueItems().And.HaveCount(2);

    [Fact]
    public void A_reason_cannot_forge_a_line() =>
        Apply(Scans.Of(), Suppress("DG1001", "x\n::error::") with { Expires = Today.AddDays(-1), Reason = "a\n::error::b" }).Findings[0].Message.Should().NotContain("\n");

    [Fact]
    public void Both_rules_have_pages()
    {
        foreach (var rule in SuppressionStage.Descriptors)
            rule.ReadPage().Should().StartWith($"# {rule.Id}: ");
    }

    private static ScanResult Apply(ScanResult result, params Suppression[] suppressions) => Apply(new ScanOptions(), result, suppressions);

    private static ScanResult Apply(ScanOptions options, ScanResult result, params Suppression[] suppressions) =>
        new SuppressionStage(new ScanConfiguration { File = "datasetguard.yaml", Suppressions = suppressions }, options, Today).Apply(result);

    private static Suppression Suppress(string rule, params string[] paths) => new()
    {
        Rule = rule,
        Paths = [.. paths.Select(path => PathPattern.TryParse(path, out var pattern, out var reason) ? pattern : throw new FormatException(reason))],
        Reason = "known",
        Line = 3,
    };
}
