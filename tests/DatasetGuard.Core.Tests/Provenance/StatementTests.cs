using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Reports;

namespace DatasetGuard.Core.Tests.Provenance;

public sealed class StatementTests : IDisposable
{
    private static readonly string Digest = new('a', 64);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_failing_scan_is_stated_as_in_the_golden_file() => Check("failing.intoto.json", Statement(Results.Failing() with
    {
        Depth = Core.Rules.ScanDepth.Standard,
        Seed = 7,
        Inputs =
        [
            new InputFile(InputKind.Configuration, "datasetguard.yaml", Digest),
            new InputFile(InputKind.Baseline, "datasetguard-baseline.json", new string('b', 64)),
            new InputFile(InputKind.Labels, "data/train/labels.csv", new string('c', 64)),
        ],
    }));

    [Fact]
    public void A_clean_scan_is_stated_as_in_the_golden_file() => Check("clean.intoto.json", Statement(Results.Clean()));

    [Theory]
    [InlineData(FindingLevel.Note, FailOn.Error, "PASSED", "passedTests")]
    [InlineData(FindingLevel.Warning, FailOn.Error, "WARNED", "warnedTests")]
    [InlineData(FindingLevel.Error, FailOn.None, "WARNED", "warnedTests")]
    [InlineData(FindingLevel.Error, FailOn.Error, "FAILED", "failedTests")]
    [InlineData(FindingLevel.Note, FailOn.Note, "FAILED", "failedTests")]
    public void The_result_is_the_gate_s_and_warnings_show(FindingLevel level, FailOn failOn, string result, string list)
    {
        using var statement = JsonDocument.Parse(Statement(Results.Many(level, 2, failOn)));

        var predicate = statement.RootElement.GetProperty("predicate");
        predicate.GetProperty("result").GetString().Should().Be(result);
        Ids(predicate, list).Should().Contain("DG2201");
        new[] { "passedTests", "warnedTests", "failedTests" }.SelectMany(name => Ids(predicate, name)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void An_incomplete_scan_has_failed_and_none_of_its_rules_has_passed()
    {
        foreach (var result in (ScanResult[])[Results.Crashed("boom"), Results.Blind()])
        {
            using var statement = JsonDocument.Parse(Statement(result));

            var predicate = statement.RootElement.GetProperty("predicate");
            predicate.GetProperty("result").GetString().Should().Be("FAILED");
            Ids(predicate, "passedTests").Should().BeEmpty();
        }
    }

    [Fact]
    public void Rules_that_did_not_run_are_in_no_list_and_those_turned_off_are_in_the_settings()
    {
        using var statement = JsonDocument.Parse(Statement(Results.Failing()));

        var predicate = statement.RootElement.GetProperty("predicate");
        new[] { "passedTests", "warnedTests", "failedTests" }.SelectMany(name => Ids(predicate, name)).Should().NotContain([.. Results.Failing().Rules.Where(run => run.Status != RuleStatus.Completed).Select(run => run.Rule.Id)]);
        var settings = predicate.GetProperty("configuration")[1];
        var content = settings.GetProperty("content").GetBytesFromBase64();
        Encoding.UTF8.GetString(content).Should().Be("""{"depth":"fast","disabled":["DG1003"],"failOn":"error","seed":0}""");
        settings.GetProperty("digest").GetProperty("sha256").GetString().Should().Be(Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    [Fact]
    public void The_subject_is_the_manifest_by_its_digest()
    {
        using var statement = JsonDocument.Parse(Statement(Results.Failing()));

        statement.RootElement.GetProperty("subject")[0].GetProperty("digest").GetProperty("sha256").GetString()
            .Should().Be(Convert.ToHexStringLower(SHA256.HashData(new ManifestReport().Bytes(Results.Failing()))));
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void Names_stay_names(string name)
    {
        var text = Encoding.UTF8.GetString(Statement(Results.Named(name, name, name), name));

        text.Should().NotContainAny("<script>", "</script>").And.Match(whole => !HostileNames.HasControls(whole));
        using var statement = JsonDocument.Parse(text);
        statement.RootElement.GetProperty("subject")[0].GetProperty("name").GetString().Should().Be(HostileNames.AsUtf8(name));
        statement.RootElement.GetProperty("predicate").GetProperty("result").GetString().Should().Be("FAILED");
    }

    private static IEnumerable<string?> Ids(JsonElement predicate, string list) => predicate.GetProperty(list).EnumerateArray().Select(id => id.GetString());

    private byte[] Statement(ScanResult result, string? name = null)
    {
        var path = _folder.Write("report.json", new JsonReport().Bytes(result));
        var report = ScanReport.Read(path);
        using var stream = new MemoryStream();
        TestResultStatement.Write(report, name ?? report.Dataset.Root, stream);
        return stream.ToArray();
    }

    private static void Check(string name, byte[] actual, [CallerFilePath] string source = "")
    {
        if (Environment.GetEnvironmentVariable("DATASETGUARD_ACCEPT") == "1")
        {
            File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(source)!, "Golden", name), actual);
            return;
        }

        Encoding.UTF8.GetString(actual).Should().Be(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Provenance", "Golden", name)));
    }
}
