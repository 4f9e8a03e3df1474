using CsCheck;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Scanning;

namespace DatasetGuard.Core.Tests.Gating;

public sealed class BaselineStageTests
{
    private static readonly ScanResult First = Scans.Of(Scans.Group("cat/1.png", "cat/2.png"), Scans.List("dog/1.png", "cat/3.png"));

    [Fact]
    public void The_same_scan_has_nothing_left()
    {
        var result = BaselineStage.Apply(First, BaselineStage.Create(First, null));

        result.Findings.Should().BeEmpty();
        result.Suppressed.Select(accepted => (accepted.Finding.RuleId, accepted.By, accepted.Reason)).Should().Equal(("DG2201", AcceptedBy.Baseline, "Fake"), ("DG1001", AcceptedBy.Baseline, "Fake"));
        (result.Gate.Verdict, result.Gate.Suppressed, result.StaleBaselineEntries).Should().Be((Verdict.Pass, 2, 0));
    }

    [Fact]
    public void An_entry_is_a_group_or_one_content_of_a_list() =>
        BaselineStage.Create(First, null).Entries.Select(entry => (entry.Rule, entry.Class, entry.Samples, entry.Note))
            .Should().Equal(("DG1001", null, 1, "Fake"), ("DG1001", null, 1, "Fake"), ("DG2201", "cat", 2, "Fake"));

    [Fact]
    public void Files_that_are_renamed_are_still_accepted()
    {
        var renamed = Scans.Of(Scans.Group("cat/b.png:cat/2.png", "cat/a.png:cat/1.png"), Scans.List("cat/x.png:cat/3.png", "dog/x.png:dog/1.png"));

        BaselineStage.Apply(renamed, BaselineStage.Create(First, null)).Findings.Should().BeEmpty();
    }

    [Theory]
    [InlineData("cat/1.png", "cat/2.png", "cat/4.png")]
    [InlineData("cat/1.png")]
    [InlineData("cat/1.png", "cat/2.png:other")]
    [InlineData("dog/1.png:cat/1.png", "dog/2.png:cat/2.png")]
    public void A_group_that_has_changed_is_reported_whole(params string[] files)
    {
        var changed = Scans.Of(Scans.Group(files));

        var result = BaselineStage.Apply(changed, BaselineStage.Create(First, null));

        result.Findings.Should().Equal(changed.Findings);
        result.StaleBaselineEntries.Should().Be(3);
    }

    [Fact]
    public void Of_a_list_only_the_next_file_is_reported()
    {
        var result = BaselineStage.Apply(Scans.Of(Scans.List("cat/3.png", "dog/1.png", "dog/9.png")), BaselineStage.Create(First, null));

        result.Findings.Should().ContainSingle().Which.Files().Should().Equal("dog/9.png");
        result.Suppressed.Should().ContainSingle().Which.Finding.Files().Should().Equal("cat/3.png", "dog/1.png");
    }

    [Fact]
    public void More_copies_of_an_accepted_file_are_reported()
    {
        var baseline = BaselineStage.Create(Scans.Of(Scans.List("cat/1.png:x", "cat/2.png:x")), null);

        baseline.Entries.Should().ContainSingle().Which.Samples.Should().Be(2);
        BaselineStage.Apply(Scans.Of(Scans.List("cat/1.png:x")), baseline).Findings.Should().BeEmpty();
        BaselineStage.Apply(Scans.Of(Scans.List("cat/1.png:x", "cat/2.png:x", "cat/3.png:x")), baseline).Findings.Should().ContainSingle().Which.Samples.Should().HaveCount(3);
    }

    [Fact]
    public void An_update_keeps_notes_and_drops_what_no_longer_occurs()
    {
        var first = BaselineStage.Create(First, null);
        first = first with { Entries = [.. first.Entries.Select(entry => entry.Rule == "DG2201" ? entry with { Note = "a watermark" } : entry)] };

        var second = BaselineStage.Create(Scans.Of(Scans.Group("cat/2.png", "cat/1.png"), Scans.List("dog/7.png")), first);

        second.Entries.Select(entry => (entry.Rule, entry.Note)).Should().Equal(("DG1001", "Fake"), ("DG2201", "a watermark"));
    }

    [Fact]
    public void Entries_of_rules_that_did_not_run_are_kept_and_not_called_stale()
    {
        var first = BaselineStage.Create(First, null);
        var notRun = Scans.Of([], RuleStatus.Disabled);

        BaselineStage.Create(notRun, first).Entries.Should().Equal(first.Entries);
        BaselineStage.Apply(notRun, first).StaleBaselineEntries.Should().Be(0);
    }

    [Fact]
    public void What_is_reported_about_the_run_itself_is_never_accepted()
    {
        var scan = Scans.Of(FakeRule.Finding("DG0002"));

        BaselineStage.Create(scan, null).Entries.Should().BeEmpty();
        BaselineStage.Apply(scan, BaselineStage.Create(scan, null)).Findings.Should().ContainSingle();
    }

    [Fact]
    public void Any_order_of_findings_and_files_gives_the_same_bytes() =>
        Gen.Select(Gen.Shuffle(new[] { "cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png:x", "dog/3.png:x" }), Gen.Shuffle(new[] { 0, 1, 2 })).Sample((files, order) =>
        {
            Finding[] findings = [Scans.List(files), Scans.Group([.. files.Where(file => file.StartsWith("cat", StringComparison.Ordinal))]), Scans.Group([.. files.Where(file => file.StartsWith("dog", StringComparison.Ordinal))])];
            return Bytes([.. order.Select(i => findings[i])]) == Sorted;
        });

    private static readonly string Sorted = Bytes(
        [Scans.List("cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png:x", "dog/3.png:x"), Scans.Group("cat/1.png", "cat/2.png"), Scans.Group("dog/1.png", "dog/2.png:x", "dog/3.png:x")]);

    private static string Bytes(Finding[] findings)
    {
        // The loader puts the samples in order, which the digest depends on; here only the findings are shuffled.
        using var stream = new MemoryStream();
        BaselineFile.Write(BaselineStage.Create(Scans.Of(findings), null) with { DatasetDigest = "" }, stream);
        return Convert.ToHexString(stream.ToArray());
    }
}
