using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Reports.History;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Gating;

namespace DatasetGuard.Core.Tests.Reports.History;

public sealed class RunComparisonTests
{
    private static readonly Finding Trigger = Scans.Group("cat/1.png", "cat/2.png");
    private static readonly Finding Broken = Scans.List("dog/1.png");

    [Fact]
    public void A_scan_against_itself_is_as_before()
    {
        var scan = Read(Scans.Of(Trigger, Broken));

        Kinds(RunComparison.Of(scan, scan)).Should().Equal((ChangeKind.Same, "DG2201"), (ChangeKind.Same, "DG1001"));
    }

    [Fact]
    public void What_came_is_new_and_what_went_is_fixed()
    {
        var (with, without) = (Read(Scans.Of(Trigger, Broken)), Read(Scans.Of(Broken)));

        Kinds(RunComparison.Of(without, with)).Should().Equal((ChangeKind.New, "DG2201"), (ChangeKind.Same, "DG1001"));
        Kinds(RunComparison.Of(with, without)).Should().Equal((ChangeKind.Same, "DG1001"), (ChangeKind.Fixed, "DG2201"));
    }

    [Fact]
    public void A_group_that_grew_is_the_same_finding_with_other_images()
    {
        var change = RunComparison.Of(Read(Scans.Of(Trigger)), Read(Scans.Of(Scans.Group("cat/1.png", "cat/2.png", "cat/3.png")))).Should().ContainSingle().Which;

        (change.Kind, change.Before!.Samples.Count, change.Finding.Samples.Count).Should().Be((ChangeKind.Changed, 2, 3));
        HistoryWords.Subject(change).Should().EndWith("3 files (before 2)");
    }

    [Fact]
    public void What_nobody_looked_at_again_is_not_called_fixed()
    {
        var before = Read(Scans.Of(Trigger));
        var after = Read(Scans.Of([], RuleStatus.Skipped));

        Kinds(RunComparison.Of(before, after)).Should().Equal((ChangeKind.NotLookedAt, "DG2201"));
        RunComparison.Of(after, before).Should().ContainSingle().Which.IsFirstLook.Should().BeTrue("it may have been there before");
    }

    [Fact]
    public void What_is_accepted_is_not_called_fixed()
    {
        var scan = Scans.Of(Trigger);
        var accepted = BaselineStage.Apply(scan, BaselineStage.Create(scan, null));

        Kinds(RunComparison.Of(Read(scan), Read(accepted))).Should().Equal((ChangeKind.Accepted, "DG2201"));
    }

    [Fact]
    public void No_finding_is_lost_or_told_twice()
    {
        Finding[] before = [Trigger, Broken, Scans.Group("dog/7.png", "dog/8.png"), Scans.Group("dog/7.png", "dog/8.png")];
        Finding[] after = [Scans.Group("cat/5.png", "cat/6.png"), Scans.Group("cat/1.png", "cat/2.png"), Scans.Group("dog/7.png", "dog/8.png")];

        var changes = RunComparison.Of(Read(Scans.Of(before)), Read(Scans.Of(after)));

        changes.Count(change => change.Kind is ChangeKind.New or ChangeKind.Same or ChangeKind.Changed).Should().Be(after.Length);
        changes.Count(change => change.Kind != ChangeKind.New).Should().Be(before.Length);
        HistoryWords.Headline(changes).Should().Be("1 new, 2 as before, 2 fixed.");
    }

    internal static ScanReport Read(ScanResult scan)
    {
        using var folder = new TempFolder();
        return ScanReport.Read(folder.Write("report.json", new JsonReport().Bytes(scan)));
    }

    private static IEnumerable<(ChangeKind, string)> Kinds(IReadOnlyList<FindingChange> changes) => changes.Select(change => (change.Kind, change.Finding.Rule));
}
