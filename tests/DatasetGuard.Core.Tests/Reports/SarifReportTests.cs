using System.IO.Compression;
using System.Text.Json;
using CsCheck;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using NJsonSchema;

namespace DatasetGuard.Core.Tests.Reports;

public sealed class SarifReportTests
{
    private static readonly JsonSchema Schema =
        JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Reports", "Schemas", "sarif-2.1.0.json")).GetAwaiter().GetResult();

    [Fact]
    public void The_report_follows_the_schema_of_SARIF()
    {
        Schema.Validate(new SarifReport().Text(Results.Failing())).Should().BeEmpty();
        Schema.Validate(new SarifReport().Text(Results.Clean())).Should().BeEmpty();
        Schema.Validate(new SarifReport().Text(Results.Crashed("InvalidOperationException: x"))).Should().BeEmpty();
    }

    [Fact]
    public void The_schema_can_refuse_a_report() =>
        Schema.Validate(new SarifReport().Text(Results.Failing()).Replace("\"startLine\": 36", "\"startLine\": 0")).Should().NotBeEmpty();

    [Fact]
    public void An_image_has_no_region_and_brings_its_fingerprint()
    {
        var result = Run(Results.Failing()).GetProperty("results")[1];

        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        place.GetProperty("artifactLocation").GetProperty("uri").GetString().Should().Be("data/train/cat/001.png");
        place.TryGetProperty("region", out _).Should().BeFalse();
        result.GetProperty("partialFingerprints").GetProperty("primaryLocationLineHash").GetString().Should().HaveLength(32);
    }

    [Fact]
    public void A_line_of_the_manifest_has_a_region_and_leaves_its_fingerprint_to_the_upload()
    {
        var result = Run(Results.Failing()).GetProperty("results")[0];

        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        place.GetProperty("artifactLocation").GetProperty("uri").GetString().Should().Be("data/train/labels.csv");
        place.GetProperty("region").EnumerateObject().Select(number => (number.Name, number.Value.GetInt32()))
            .Should().Equal(("startLine", 36), ("startColumn", 1), ("endLine", 36), ("endColumn", 1));
        result.GetProperty("partialFingerprints").TryGetProperty("primaryLocationLineHash", out _).Should().BeFalse();
    }

    [Fact]
    public void Ten_images_are_named_each_with_its_hash_and_the_rest_counted()
    {
        var run = Run(Results.Failing());
        var result = run.GetProperty("results")[1];

        result.GetProperty("relatedLocations").GetArrayLength().Should().Be(9);
        result.GetProperty("message").GetProperty("text").GetString().Should().EndWith("[cat/010.png](9) and 15 more, listed in report.json.");
        var index = result.GetProperty("relatedLocations")[8].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("index").GetInt32();
        var artifact = run.GetProperty("artifacts")[index];
        artifact.GetProperty("location").GetProperty("uri").GetString().Should().Be("data/train/cat/010.png");
        artifact.GetProperty("hashes").GetProperty("sha-256").GetString().Should().Be(Results.Failing().Dataset.Samples[9].ContentHash);
        artifact.GetProperty("mimeType").GetString().Should().Be("image/png");
    }

    [Fact]
    public void What_is_suppressed_stands_in_the_report_and_not_in_what_is_uploaded()
    {
        var scan = Results.Failing();
        var whole = Run(scan).GetProperty("results");
        var upload = JsonDocument.Parse(new CodeScanningReport().Text(scan)).RootElement.GetProperty("runs")[0].GetProperty("results");

        whole.GetArrayLength().Should().Be(scan.Findings.Count + scan.Suppressed.Count);
        whole.EnumerateArray().Select(result => result.GetProperty("suppressions").GetArrayLength()).Should().Equal(0, 0, 0, 1, 1);
        whole[3].GetProperty("suppressions")[0].GetProperty("justification").GetString().Should().Be("suppression: repaired upstream, due in March");
        upload.GetArrayLength().Should().Be(scan.Findings.Count);
    }

    [Fact]
    public void An_image_in_an_archive_is_at_the_archive_which_a_code_host_can_open()
    {
        var scan = Results.Failing();
        var run = Run(scan with { Dataset = new Dataset("data/train.tar", ["tar"], scan.Dataset.Classes, scan.Dataset.Splits, scan.Dataset.Samples) });

        var location = run.GetProperty("results")[1].GetProperty("locations")[0];
        var place = location.GetProperty("physicalLocation").GetProperty("artifactLocation");
        place.GetProperty("uri").GetString().Should().Be("data/train.tar");
        location.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString().Should().Be("cat/001.png");
        var member = run.GetProperty("artifacts").EnumerateArray().First(artifact => artifact.GetProperty("location").GetProperty("uri").GetString() == "cat/001.png");
        member.GetProperty("parentIndex").GetInt32().Should().Be(place.GetProperty("index").GetInt32());
        member.GetProperty("hashes").GetProperty("sha-256").GetString().Should().Be(scan.Dataset.Samples[0].ContentHash);
    }

    [Fact]
    public void Held_against_a_baseline_every_result_says_whether_it_is_in_it()
    {
        var states = Run(Results.Failing() with { HasBaseline = true }).GetProperty("results").EnumerateArray().Select(result => result.GetProperty("baselineState").GetString());

        states.Should().Equal("new", "new", "new", "new", "unchanged");
        new SarifReport().Text(Results.Failing()).Should().NotContain("baselineState");
    }

    [Fact]
    public void Names_as_long_and_as_wild_as_they_come_stay_below_the_size_that_code_scanning_takes()
    {
        var random = new Random(5);
        var scan = Results.Many(FindingLevel.Error, 3000);
        Sample[] samples = [.. scan.Dataset.Samples.Select(sample => sample with { Id = string.Concat(Enumerable.Range(0, 1300).Select(_ => (char)random.Next('\u4e00', '\u9fff'))) })];
        scan = scan with { Findings = [.. scan.Findings.Select((finding, i) => finding with { Samples = [new FlaggedSample(samples[i])], Location = FindingLocation.Of(samples[i], scan.Dataset) })] };
        using var compressed = new MemoryStream();

        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            new CodeScanningReport().Write(scan, gzip);

        compressed.Length.Should().BeInRange(1_000_000, 10_000_000);
        Run(scan).GetProperty("invocations")[0].GetProperty("toolExecutionNotifications")[0].GetProperty("message").GetProperty("text").GetString().Should().EndWith(" findings more in report.json only.");
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void What_is_uploaded_is_the_whole_report_less_what_is_suppressed(string name)
    {
        var scan = Results.Named(name, name);

        new CodeScanningReport().Bytes(scan with { Suppressed = [new AcceptedFinding(scan.Findings[0], AcceptedBy.Baseline, name)] }).Should().Equal(new SarifReport().Bytes(scan));
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void A_hostile_member_of_an_archive_is_no_path_elsewhere(string name)
    {
        var scan = Results.Named(name, name, "data.tar");
        scan = scan with { Dataset = new Dataset("data.tar", ["tar"], scan.Dataset.Classes, scan.Dataset.Splits, scan.Dataset.Samples) };
        var report = new SarifReport().Text(scan);

        Schema.Validate(report).Should().BeEmpty();
        report.Should().MatchRegex("^[\n -~]*$");
        var run = Run(scan);
        foreach (var place in run.GetProperty("results").EnumerateArray().SelectMany(result => result.GetProperty("locations").EnumerateArray()))
            place.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString().Should().Be("data.tar");

        run.GetProperty("artifacts").EnumerateArray().Select(artifact => artifact.GetProperty("location").GetProperty("uri").GetString())
            .Should().NotContain(uri => uri!.StartsWith('/') || uri.Contains(':'));
    }

    [Fact]
    public void A_scan_that_saw_nothing_is_no_success()
    {
        var invocation = Run(Results.Blind()).GetProperty("invocations")[0];

        invocation.GetProperty("executionSuccessful").GetBoolean().Should().BeFalse();
        invocation.GetProperty("toolExecutionNotifications")[0].GetProperty("level").GetString().Should().Be("error");
    }

    [Fact]
    public void A_poisoning_rule_ranks_as_security()
    {
        var rules = Run(Results.Failing()).GetProperty("tool").GetProperty("driver").GetProperty("rules");

        var trigger = rules[4].GetProperty("properties");
        trigger.GetProperty("security-severity").GetString().Should().Be("8.0");
        trigger.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).Should().Contain("security");
        rules[0].GetProperty("properties").TryGetProperty("security-severity", out _).Should().BeFalse();
        rules[4].GetProperty("fullDescription").GetProperty("text").GetString()
            .Should().Be("What it finds. A group of images of one class with the same few pixels, which other classes lack.");
    }

    [Fact]
    public void A_crash_is_an_unsuccessful_execution()
    {
        var invocation = Run(Results.Crashed("InvalidOperationException: x")).GetProperty("invocations")[0];

        invocation.GetProperty("executionSuccessful").GetBoolean().Should().BeFalse();
        invocation.GetProperty("exitCode").GetInt32().Should().Be(3);
        invocation.GetProperty("toolExecutionNotifications")[0].GetProperty("level").GetString().Should().Be("error");
    }

    [Fact]
    public void More_results_than_code_scanning_shows_are_left_to_the_JSON_report()
    {
        var run = Run(Results.Many(FindingLevel.Warning, 5001));

        run.GetProperty("results").GetArrayLength().Should().Be(5000);
        run.GetProperty("invocations")[0].GetProperty("toolExecutionNotifications")[0].GetProperty("message").GetProperty("text").GetString()
            .Should().Be("1 finding more in report.json only.");
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void A_hostile_name_is_neither_a_path_elsewhere_nor_a_link(string name)
    {
        var report = new SarifReport().Text(Results.Named(name, name));

        Schema.Validate(report).Should().BeEmpty();
        report.Should().MatchRegex("^[\n -~]*$");
        var result = Run(Results.Named(name, name)).GetProperty("results")[0];
        var uri = result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!;
        uri.Should().MatchRegex("^data(/[A-Za-z0-9%._~/-]*)?$").And.NotContain("..");
        if (!name.Contains("..") && !name.StartsWith('/') && !name.Contains('\0') && !name.Contains(":\\"))
            Uri.UnescapeDataString(uri).Should().Be($"data/{HostileNames.AsUtf8(name)}");

        var message = result.GetProperty("message").GetProperty("text").GetString()!;
        HostileNames.HasControls(message).Should().BeFalse();
        message.Replace("\\[", "").Replace("\\]", "").Count(character => character == '[').Should().Be(1);
        message.Replace("{{", "").Replace("}}", "").Should().NotContainAny("{", "}");
    }

    [Fact]
    public void Any_names_give_a_report_that_follows_the_schema() =>
        Gen.Select(Gen.String, Gen.String, Gen.String).Sample((file, className, root) =>
            Schema.Validate(new SarifReport().Text(Results.Named(file, className, root))).Count == 0);

    private static JsonElement Run(ScanResult result) => JsonDocument.Parse(new SarifReport().Text(result)).RootElement.GetProperty("runs")[0];
}
