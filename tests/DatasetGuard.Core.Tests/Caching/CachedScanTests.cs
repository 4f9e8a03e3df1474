using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Datasets;
using DatasetGuard.Core.Tests.Scanning;

namespace DatasetGuard.Core.Tests.Caching;

public sealed class CachedScanTests : IDisposable
{
    private readonly CachedScans _scans = new();

    public void Dispose() => _scans.Dispose();

    [Fact]
    public void Every_report_is_the_same_without_a_cache_with_an_empty_one_and_with_a_full_one()
    {
        var expected = _scans.ReportsWithout();

        foreach (var jobs in (int[])[2, 1, 2])
            _scans.ReportsWith(jobs).Should().Equal(expected);

        expected.Should().ContainKeys("report.json", "manifest.sha256");
        _scans.Rule.Runs.Should().Be(2, "the outcome was kept");
        _scans.Packs.Should().ContainSingle("nothing was added");
    }

    [Fact]
    public void After_one_file_has_changed_only_that_one_is_decoded()
    {
        _scans.ReportsWith();
        var all = new FileInfo(_scans.Packs[0]).Length;
        _scans.Write("dog/05.png", Pictures.Png(seed: 99));

        _scans.ReportsWith().Should().Equal(_scans.ReportsWithout());

        _scans.Packs.Should().HaveCount(2);
        _scans.Packs.Min(pack => new FileInfo(pack).Length).Should().BeLessThan(all / 10);
    }

    [Fact]
    public void A_dataset_elsewhere_is_not_decoded_again_and_its_findings_name_the_place_where_it_is()
    {
        _scans.ReportsWith();
        _scans.Move();

        _scans.ReportsWith().Should().Equal(_scans.ReportsWithout());

        _scans.Packs.Min(pack => new FileInfo(pack).Length).Should().BeLessThan(_scans.Packs.Max(pack => new FileInfo(pack).Length) / 3, "it holds outcomes and no pixels of the samples");
    }

    [Fact]
    public void A_rule_that_is_told_what_was_accepted_compares_anew_with_another_manifest()
    {
        var names = new FakeRule((context, _) => new RuleOutcome { Findings = [FakeRule.Finding("DG1401", about: context.Options.Accepted?.Digest)] }, "DG1401") { UsesAccepted = true };

        string? Seen(string digest)
        {
            using var cache = _scans.Open();
            var options = new ScanOptions { Cache = cache, Accepted = new AcceptedManifest(digest, HasClasses: false, []) };
            return new Scanner([names], options, SilentProgress.Instance).Run([_scans.Data], "auto", CancellationToken.None).Findings[0].Class;
        }

        new[] { Seen("00"), Seen("00"), Seen("11") }.Should().Equal("00", "00", "11");
    }

    [Fact]
    public void Another_label_is_another_dataset()
    {
        _scans.ReportsWith();
        File.Move(Path.Combine(_scans.Data, "cat/03.png"), Path.Combine(_scans.Data, "dog/03.png"));

        _scans.ReportsWith().Should().Equal(_scans.ReportsWithout());
    }

    public static TheoryData<ScanOptions, bool> Changes { get; } = new()
    {
        { new ScanOptions { Seed = 1 }, true },
        { new ScanOptions { Disabled = new HashSet<string> { "DG1101" } }, true },
        { new ScanOptions { Rules = new Dictionary<string, RuleSettings> { ["DG1102"] = new() { Options = new Dictionary<string, double> { ["maxDistance"] = 9 } } } }, true },
        { new ScanOptions { Rules = new Dictionary<string, RuleSettings> { ["DG1101"] = new() { Level = FindingLevel.Note } } }, true },
        { new ScanOptions { Limits = new DecodeLimits { MaxPixels = 1000 } }, true },
        { new ScanOptions { Limits = new DecodeLimits { MaxBytes = 900 } }, true },
        { new ScanOptions { Features = new FeatureSource("encoder.onnx", "00") }, true },
        { new ScanOptions { Features = new FeatureSource("encoder.onnx", "00") { Layer = "pool" } }, true },
        { new ScanOptions { Features = new FeatureSource("encoder.onnx", "00") { Mean = [0.5] } }, true },
        { new ScanOptions { Features = new FeatureSource("encoder.onnx", "00") { Deviation = [0.5] } }, true },
        { new ScanOptions { Accepted = new AcceptedManifest("00", HasClasses: false, []) }, false },
        { new ScanOptions { FailOn = FailOn.None }, false },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void With_other_options_rules_run_anew(ScanOptions options, bool runs)
    {
        _scans.ReportsWith();
        var before = _scans.Rule.Runs;
        var result = _scans.ReportsWith(options: options);

        (_scans.Rule.Runs > before).Should().Be(runs);
        result.Should().Equal(_scans.ReportsWithout(options));
    }

    [Theory]
    [InlineData(ScanDepth.Fast, false)]
    [InlineData(ScanDepth.Standard, true)]
    public void Only_what_trains_networks_runs_anew_at_a_greater_depth(ScanDepth depth, bool runs)
    {
        using var scans = new CachedScans { Rule = new BrightestRule { Depth = depth } };
        scans.ReportsWith(options: new ScanOptions { Depth = ScanDepth.Standard });
        var before = scans.Rule.Runs;

        var result = scans.ReportsWith(options: new ScanOptions { Depth = ScanDepth.Deep });

        (scans.Rule.Runs > before).Should().Be(runs);
        result.Should().Equal(scans.ReportsWithout(new ScanOptions { Depth = ScanDepth.Deep }));
    }

    [Fact]
    public void A_crash_is_not_kept()
    {
        var rule = new FakeRule(() => throw new FormatException("once"), "DG2902");
        for (var i = 0; i < 2; i++)
        {
            using var cache = _scans.Open();
            new Scanner([rule], new ScanOptions { Cache = cache }, SilentProgress.Instance).Run([_scans.Data], "auto", TestContext.Current.CancellationToken)
                .Rules.Should().ContainSingle().Which.Status.Should().Be(RuleStatus.Failed);
        }
    }

    [Fact]
    public void A_file_that_nobody_wrote_to_is_not_read_unless_all_are_to_be_and_a_lie_about_it_is_forgotten_then()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The time of change is only known on Linux.");
        ScanResult first;
        using (var cache = ScanCache.Open(_scans.Cache, TimeProvider.System))
            first = _scans.Scan(cache);

        var lie = first.Dataset.Samples.First(sample => sample.Id == "dog/01.png").ContentHash;
        using (var cache = _scans.Open())
        {
            var path = Path.Combine(_scans.Data, "cat/00.jpg");
            new SampleCache(cache, DecodeLimits.Default).AddIdentity(new SampleContent.InFile(path, 0), FileIdentity.Of(path)!.Value, lie);
            cache.Commit();
        }

        HashWith(trustsFiles: true).Should().Be(lie, "the file is not read");
        HashWith(trustsFiles: false).Should().Be(Hash(first));
        HashWith(trustsFiles: true).Should().Be(Hash(first));

        string HashWith(bool trustsFiles)
        {
            using var cache = _scans.Open(trustsFiles);
            return Hash(_scans.Scan(cache));
        }

        static string Hash(ScanResult result) => result.Dataset.Samples.Single(sample => sample.Id == "cat/00.jpg").ContentHash;
    }

    [Fact]
    public void A_file_that_was_just_written_is_read_again()
    {
        using (var cache = ScanCache.Open(_scans.Cache, TimeProvider.System))
            _scans.Scan(cache);

        using var later = ScanCache.Open(_scans.Cache, TimeProvider.System);
        var path = Path.Combine(_scans.Data, "dog/01.png");
        new SampleCache(later, DecodeLimits.Default).FindUnread(new SampleContent.InFile(path, new FileInfo(path).Length), _scans.Scan(null).Dataset.Samples[0])
            .Should().BeNull();
    }

    [Fact]
    public void Whatever_happens_to_the_files_of_the_cache_the_reports_stay_as_they_are()
    {
        var expected = _scans.ReportsWithout();
        _scans.ReportsWith();
        var random = new Random(5);
        var rebuilt = 0;
        for (var i = 0; i < 24; i++)
        {
            var pack = _scans.Packs[random.Next(_scans.Packs.Length)];
            File.WriteAllBytes(pack, ByteMutations.Damage(File.ReadAllBytes(pack), random));

            // Another seed, so that the rule runs and wants pixels.
            var before = _scans.Rule.Runs;
            _scans.ReportsWith(options: new ScanOptions { Seed = i % 3 == 0 ? 0 : i }).Should().Equal(expected);
            rebuilt += _scans.Rule.Runs - before > 1 ? 1 : 0;
        }

        rebuilt.Should().BePositive("sometimes pixels were lost, and the scan began again");
    }

    [Fact]
    public void Many_scans_share_one_folder_at_once()
    {
        var expected = _scans.ReportsWithout();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, i =>
        {
            // By the true clock: to a later one, what another scan is about to write looks left behind.
            using var cache = ScanCache.Open(_scans.Cache, TimeProvider.System, trustsFiles: true);
            var result = _scans.Scan(cache, options: new ScanOptions { Seed = i % 2 });
            cache.Trouble.Should().BeNull();
            _scans.Reports(result).Should().Equal(expected);
        });

        _scans.ReportsWith().Should().Equal(expected);
        Directory.GetFiles(_scans.Cache).Should().OnlyContain(file => file.EndsWith(".pack"));
    }

    [Fact]
    public void A_cancelled_scan_leaves_nothing_unfinished()
    {
        using (var cache = _scans.Open())
        {
            using var cancelled = new CancellationTokenSource();
            var rule = new FakeRule((_, token) => Cancel(cancelled, token), "DG2902");
            var scan = () => new Scanner([rule], new ScanOptions { Cache = cache }, SilentProgress.Instance).Run([_scans.Data], "auto", cancelled.Token);

            scan.Should().Throw<OperationCanceledException>();
        }

        Directory.GetFiles(_scans.Cache).Should().BeEmpty();
    }

    private static RuleOutcome Cancel(CancellationTokenSource source, CancellationToken token)
    {
        source.Cancel();
        throw new OperationCanceledException(token);
    }
}
