using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Scanning;

public sealed class ScannerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TempFolder _temporary = new();

    public ScannerTests() => _folder.Write("cat/1.png", Pictures.Png());

    public void Dispose()
    {
        Directory.EnumerateFileSystemEntries(_temporary.Path).Should().BeEmpty("a scan leaves nothing behind");
        _folder.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void A_rule_that_crashes_makes_the_scan_incomplete_and_the_others_still_run()
    {
        var result = Scan(
            new FakeRule(() => throw new InvalidDataException("bad\n::error::thing"), "DG0002", "DG0003"),
            new FakeRule(() => new RuleOutcome { Findings = [FakeRule.Finding("DG0001")] }, "DG0001"));

        result.Rules.Select(run => (run.Rule.Id, run.Status, run.Reason, run.Findings)).Should().Equal(
            ("DG0001", RuleStatus.Completed, null, 1),
            ("DG0002", RuleStatus.Failed, "InvalidDataException: bad\\u000A::error::thing", 0),
            ("DG0003", RuleStatus.Failed, "InvalidDataException: bad\\u000A::error::thing", 0));
        result.Findings.Should().ContainSingle();
        (result.Gate.Verdict, result.ExitCode).Should().Be((Verdict.Incomplete, ExitCode.Incomplete));
    }

    [Fact]
    public void The_reason_of_a_crash_on_many_threads_is_the_first_one_of_them()
    {
        var result = Scan(new FakeRule(() => throw new AggregateException(new AggregateException(new FormatException("deep"))), "DG0001"));

        result.Rules.Should().ContainSingle().Which.Reason.Should().Be("FormatException: deep");
    }

    public static TheoryData<RuleOutcome> UndeclaredOutcomes { get; } =
    [
        new RuleOutcome { Findings = [FakeRule.Finding("DG0002")] },
        new RuleOutcome { Skipped = new Dictionary<string, string> { ["DG0002"] = "no reason" } },
        new RuleOutcome { Limits = new Dictionary<string, string> { ["DG0002"] = "no reason" } },
        new RuleOutcome { Scores = [new ScoreColumn("fake", [1, 2])] },
    ];

    [Theory]
    [MemberData(nameof(UndeclaredOutcomes))]
    public void A_rule_that_reports_what_it_did_not_declare_has_failed(RuleOutcome outcome)
    {
        var result = Scan(new FakeRule(() => outcome, "DG0001"));

        result.Rules.Should().ContainSingle().Which.Status.Should().Be(RuleStatus.Failed);
        result.Findings.Should().BeEmpty();
        result.Scores.Should().BeEmpty();
        result.ExitCode.Should().Be(ExitCode.Incomplete);
    }

    [Fact]
    public void Rules_of_one_core_run_beside_each_other_and_the_others_alone()
    {
        using var together = new Barrier(2);
        var running = 0;
        RuleOutcome Meet(string id)
        {
            Interlocked.Increment(ref running);
            together.SignalAndWait(Patience.End).Should().BeTrue();
            Interlocked.Decrement(ref running);
            return new RuleOutcome { Findings = [FakeRule.Finding(id)], Scores = [new ScoreColumn(id, [1])] };
        }

        var wide = new FakeRule(() => new RuleOutcome { Scores = [new ScoreColumn($"{running} beside", [1])] }, "DG0002")
        { UsesAllCores = true };
        var result = Scan(new ScanOptions { Jobs = 2 }, new FakeRule(() => Meet("DG0003"), "DG0003"), wide, new FakeRule(() => Meet("DG0001"), "DG0001"));

        result.Rules.Should().OnlyContain(run => run.Status == RuleStatus.Completed);
        result.Scores.Select(column => column.Name).Should().Equal("DG0003", "0 beside", "DG0001");
    }

    [Fact]
    public void Two_rules_with_one_id_are_a_mistake_in_the_program()
    {
        var scan = () => Scan(new FakeRule(() => RuleOutcome.Nothing, "DG0001"), new FakeRule(() => RuleOutcome.Nothing, "DG0002", "DG0001"));

        scan.Should().Throw<InvalidOperationException>().WithMessage("*DG0001*");
    }

    [Fact]
    public void A_rule_runs_unless_all_its_ids_are_disabled()
    {
        var runs = 0;
        RuleOutcome Evaluate()
        {
            runs++;
            return new RuleOutcome { Findings = [FakeRule.Finding("DG0001"), FakeRule.Finding("DG0002")] };
        }

        var half = Scan(new ScanOptions { Disabled = new HashSet<string> { "DG0001" } }, new FakeRule(Evaluate, "DG0001", "DG0002"));
        var none = Scan(new ScanOptions { Disabled = new HashSet<string> { "DG0001", "DG0002" } }, new FakeRule(Evaluate, "DG0001", "DG0002"));

        runs.Should().Be(1);
        half.Rules.Select(run => (run.Status, run.Findings)).Should().Equal((RuleStatus.Disabled, 0), (RuleStatus.Completed, 1));
        half.Findings.Should().ContainSingle().Which.RuleId.Should().Be("DG0002");
        none.Rules.Should().OnlyContain(run => run.Status == RuleStatus.Disabled);
        none.ExitCode.Should().Be(ExitCode.Success);
    }

    [Theory]
    [InlineData(ScanDepth.Fast, RuleStatus.Skipped, 0)]
    [InlineData(ScanDepth.Standard, RuleStatus.Completed, 1)]
    [InlineData(ScanDepth.Deep, RuleStatus.Completed, 1)]
    public void A_rule_runs_from_its_depth_on(ScanDepth depth, RuleStatus status, int expectedRuns)
    {
        var runs = 0;
        RuleOutcome Evaluate()
        {
            runs++;
            return RuleOutcome.Nothing;
        }

        var rule = new FakeRule(Evaluate, "DG0001") { Depth = ScanDepth.Standard };

        var result = Scan(new ScanOptions { Depth = depth }, rule);

        (result.Depth, result.Rules.Single().Status, runs).Should().Be((depth, status, expectedRuns));
        result.ExitCode.Should().Be(ExitCode.Success);
    }

    [Fact]
    public void A_configured_level_is_judged_and_an_option_reaches_the_rule()
    {
        var option = new RuleOption("share", 0.5, 0, 1, "A share.");
        var seen = 0.0;
        var rule = new FakeRule((context, _) =>
        {
            seen = context.Options.ValueOf(FakeRule.Descriptor("DG0001") with { Options = [option] }, option);
            return new RuleOutcome { Findings = [FakeRule.Finding("DG0001")] };
        }, "DG0001");
        var settings = new RuleSettings { Level = FindingLevel.Note, Options = new Dictionary<string, double> { ["share"] = 0.25 } };

        var result = Scan(new ScanOptions { Rules = new Dictionary<string, RuleSettings> { ["DG0001"] = settings } }, rule);

        (result.Gate.Errors, result.Gate.Notes, result.Findings[0].Level, seen).Should().Be((0, 1, FindingLevel.Note, 0.25));
    }

    [Fact]
    public void A_disabled_id_stays_disabled_when_its_rule_crashes()
    {
        var result = Scan(new ScanOptions { Disabled = new HashSet<string> { "DG0001" } }, new FakeRule(() => throw new FormatException(), "DG0001", "DG0002"));

        result.Rules.Select(run => run.Status).Should().Equal(RuleStatus.Disabled, RuleStatus.Failed);
    }

    [Fact]
    public void What_a_rule_skipped_or_left_out_stands_in_its_run()
    {
        var result = Scan(new FakeRule(
            () => new RuleOutcome
            {
                Skipped = new Dictionary<string, string> { ["DG0001"] = "too few" },
                Limits = new Dictionary<string, string> { ["DG0002"] = "half of it" },
            },
            "DG0001",
            "DG0002"));

        result.Rules.Select(run => (run.Status, run.Reason)).Should().Equal((RuleStatus.Skipped, "too few"), (RuleStatus.Completed, "half of it"));
    }

    [Fact]
    public void Findings_come_gravest_first_then_by_rule_class_and_content()
    {
        Finding[] findings =
        [
            FakeRule.Finding("DG0001", FindingLevel.Note),
            FakeRule.Finding("DG0002", FindingLevel.Error, "b"),
            FakeRule.Finding("DG0001", FindingLevel.Warning),
            FakeRule.Finding("DG0002", FindingLevel.Error, "a"),
            FakeRule.Finding("DG0001", FindingLevel.Error, "z"),
        ];

        var result = Scan(new FakeRule(() => new RuleOutcome { Findings = findings }, "DG0001", "DG0002"));

        result.Findings.Should().Equal(findings[4], findings[3], findings[1], findings[2], findings[0]);
    }

    [Fact]
    public void A_rule_that_is_cancelled_ends_the_scan_whatever_it_throws()
    {
        using var source = new CancellationTokenSource();
        var rule = new FakeRule(
            (_, _) =>
            {
                source.Cancel();
                throw new AggregateException(new FormatException());
            },
            "DG0001");

        var scan = () => Scanner(new ScanOptions(), rule).Run([_folder.Path], "auto", source.Token);

        scan.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void A_rule_that_gives_up_by_itself_has_failed()
    {
        Scan(new FakeRule(() => throw new OperationCanceledException("tired"), "DG0001")).ExitCode.Should().Be(ExitCode.Incomplete);
    }

    [Fact]
    public void Nothing_to_scan_is_no_success()
    {
        using var empty = new TempFolder();

        Scanner(new ScanOptions(), new FakeRule(() => RuleOutcome.Nothing, "DG0001")).Run([empty.Path], "auto", CancellationToken.None)
            .ExitCode.Should().Be(ExitCode.NothingToScan);
    }

    [Fact]
    public void A_missing_dataset_ends_the_scan_before_any_rule()
    {
        var scan = () => Scanner(new ScanOptions(), new FakeRule(() => throw new FormatException(), "DG0001")).Run([_folder.Path + "-gone"], "auto", CancellationToken.None);

        scan.Should().Throw<DatasetException>();
    }

    [Fact]
    public void A_dataset_that_breaks_off_is_scanned_to_there_and_is_never_a_pass()
    {
        _folder.Write("labels.jsonl", "{\"path\": \"cat/1.png\", \"label\": \"cat\"}\nbroken\n");
        var options = new ScanOptions { FailOn = FailOn.None, Disabled = new HashSet<string> { ReadToEnd.Descriptor.Id } };

        var result = Scanner(options, new FakeRule(() => RuleOutcome.Nothing, "DG1001")).Run([Path.Combine(_folder.Path, "labels.jsonl")], "auto", CancellationToken.None);

        result.Dataset.Samples.Should().ContainSingle();
        result.Rules.Select(run => (run.Rule.Id, run.Status)).Should().Equal(("DG0001", RuleStatus.Failed), ("DG1001", RuleStatus.Completed));
        result.Rules[0].Reason.Should().StartWith("Only 1 sample could be looked at. ").And.Contain("line 2");
        (result.Gate.Verdict, result.ExitCode).Should().Be((Verdict.Incomplete, ExitCode.Incomplete));
    }

    private ScanResult Scan(params IRule[] rules) => Scan(new ScanOptions(), rules);

    [Fact]
    public void Findings_point_at_lines_of_the_manifest_that_the_image_stands_in_also_with_several()
    {
        _folder.Write("2.png", Pictures.Png());
        string[] manifests = [_folder.Write("a.csv", "path,label\ncat/1.png,cat\n"), _folder.Write("b.csv", "path,label\n\ncat/1.png,cat\n2.png,dog\n")];
        var rule = new FakeRule((context, _) => new RuleOutcome { Findings = [.. context.Dataset.Samples.Select(sample => About(context, sample))] }, "DG0001");

        var result = Scanner(new ScanOptions(), rule).Run(manifests, "auto", CancellationToken.None);

        result.Findings.Select(finding => finding.Location).Should().BeEquivalentTo(
            [new FindingLocation(LocationKind.ManifestLine, manifests[0], 2), new FindingLocation(LocationKind.ManifestLine, manifests[1], 3), new FindingLocation(LocationKind.ManifestLine, manifests[1], 4)]);
    }

    [Fact]
    public void A_finding_about_the_dataset_that_lists_images_points_at_the_line_of_the_first_where_there_is_one()
    {
        var manifest = _folder.Write("labels.csv", "path,label\n\ncat/1.png,cat\n");
        var rule = new FakeRule((context, _) => new RuleOutcome { Findings = [FakeRule.Finding("DG0001") with { Samples = [new FlaggedSample(context.Dataset.Samples[0])] }] }, "DG0001");

        Scanner(new ScanOptions(), rule).Run([manifest], "auto", CancellationToken.None).Findings[0].Location.Should().Be(new FindingLocation(LocationKind.ManifestLine, manifest, 3));
        Scan(rule).Findings[0].Location.Should().Be(new FindingLocation(LocationKind.Dataset, "data"));
    }

    [Fact]
    public void A_finding_points_at_its_first_image_that_is_not_accepted_yet()
    {
        _folder.Write("cat/2.png", Pictures.Png());
        _folder.Write("cat/3.png", Pictures.Png());
        var rule = new FakeRule((context, _) => new RuleOutcome { Findings = [About(context, [.. context.Dataset.Samples])] }, "DG0001");
        var accepted = Scan(rule).Dataset.Samples.Take(1).Select(sample => new AcceptedEntry(sample.Id, sample.ContentHash, "cat")).ToList();

        ScanResult With(params AcceptedEntry[] entries) => Scan(new ScanOptions { Accepted = new AcceptedManifest("", HasClasses: true, entries) }, rule);

        With([.. accepted]).Findings[0].Location.Path.Should().Be("cat/2.png");
        With().Findings[0].Location.Path.Should().Be("cat/1.png");
        With([.. Enumerable.Range(1, 3).Select(i => accepted[0] with { Path = $"cat/{i}.png" })]).Findings[0].Location.Path.Should().Be("cat/1.png");
    }

    private static Finding About(ScanContext context, params Sample[] samples) => FakeRule.Finding("DG0001") with
    {
        Location = FindingLocation.Of(samples[0], context.Dataset),
        Samples = [.. samples.Select(sample => new FlaggedSample(sample))],
    };

    private ScanResult Scan(ScanOptions options, params IRule[] rules) => Scanner(options, rules).Run([_folder.Path], "auto", CancellationToken.None);

    private Scanner Scanner(ScanOptions options, params IRule[] rules) =>
        new(rules, options with { TemporaryFolder = _temporary.Path }, SilentProgress.Instance);
}
