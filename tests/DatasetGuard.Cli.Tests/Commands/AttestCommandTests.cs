using System.Security.Cryptography;
using System.Text.Json;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class AttestCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AttestCommandTests() => ImageFolders.Draw(Data, perClass: 3);

    private string Data => _folder.File("data");

    private string Report => _folder.File("report");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_scan_is_stated_on_stdout_with_the_digest_of_its_manifest()
    {
        await Scan(Data);

        var result = await Run("attest", Report, "--name", "pets");

        using var statement = JsonDocument.Parse(result.Out);
        var subject = statement.RootElement.GetProperty("subject");
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File("report/manifest.sha256"))));
        result.Code.Should().Be(0, result.Error);
        result.Error.Should().Be($"PASSED: 9 images, digest {digest}.\n");
        subject.GetArrayLength().Should().Be(1);
        subject[0].GetProperty("name").GetString().Should().Be("pets");
        subject[0].GetProperty("digest").GetProperty("sha256").GetString().Should().Be(digest);
        statement.RootElement.GetProperty("predicate").GetProperty("passedTests").EnumerateArray().Select(id => id.GetString()).Should().Contain("DG1101");
    }

    [Fact]
    public async Task Two_scans_give_the_same_bytes_and_files_are_written_whole()
    {
        await Scan(Data);
        var first = await Run("attest", Report);
        await Scan(Data, "--jobs", "1");

        var second = await Run("attest", _folder.File("report/report.json"), "--output", _folder.File("statement.json"), "-q");

        (second.Code, second.Out, second.Error).Should().Be((0, "", ""));
        File.ReadAllText(_folder.File("statement.json")).Should().Be(first.Out);
        Directory.GetFiles(_folder.Path).Should().Equal(_folder.File("statement.json"));
    }

    [Fact]
    public async Task The_predicate_comes_alone_too()
    {
        await Scan(Data);
        var whole = await Run("attest", Report);

        var part = await Run("attest", Report, "--format", "predicate");

        using var statement = JsonDocument.Parse(whole.Out);
        using var predicate = JsonDocument.Parse(part.Out);
        JsonElement.DeepEquals(predicate.RootElement, statement.RootElement.GetProperty("predicate")).Should().BeTrue();
    }

    [Fact]
    public async Task A_bill_of_materials_names_the_dataset_by_its_digest()
    {
        await Scan(Data);

        var result = await Run("attest", Report, "--format", "cyclonedx", "--name", "pets", "--output", _folder.File("bom.cdx.json"));

        using var bom = JsonDocument.Parse(File.ReadAllText(_folder.File("bom.cdx.json")));
        var component = bom.RootElement.GetProperty("components")[0];
        (result.Code, result.Out).Should().Be((0, ""));
        component.GetProperty("name").GetString().Should().Be("pets");
        component.GetProperty("type").GetString().Should().Be("data");
        component.GetProperty("hashes")[0].GetProperty("content").GetString()
            .Should().Be(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File("report/manifest.sha256")))));
    }

    [Fact]
    public async Task The_files_that_the_outcome_depends_on_are_in_it_with_their_digests()
    {
        File.WriteAllText(_folder.File("datasetguard.yaml"), "failOn: warning\n");
        File.WriteAllText(_folder.File("labels.csv"), "path,label\ndata/cat/0000.png,cat\ndata/dog/0000.png,dog\n");
        await Run("baseline", "create", _folder.File("labels.csv"), "--no-cache");
        await Scan(_folder.File("labels.csv"), "--baseline", _folder.File("datasetguard-baseline.json"));

        var result = await Run("attest", Report);

        using var statement = JsonDocument.Parse(result.Out);
        var files = statement.RootElement.GetProperty("predicate").GetProperty("configuration").EnumerateArray()
            .Where(descriptor => descriptor.TryGetProperty("annotations", out _))
            .Concat([statement.RootElement.GetProperty("subject")[1]])
            .Select(descriptor => (Path.GetFileName(descriptor.GetProperty("name").GetString()), descriptor.GetProperty("digest").GetProperty("sha256").GetString()));
        files.Should().Equal(new[] { "datasetguard.yaml", "datasetguard-baseline.json", "datasetguard-baseline.sha256", "labels.csv" }
            .Select(name => ((string?)name, (string?)Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File(name)))))));
    }

    [Fact]
    public async Task An_archive_is_a_subject_of_its_own()
    {
        System.IO.Compression.ZipFile.CreateFromDirectory(Data, _folder.File("data.zip"));
        await Scan(_folder.File("data.zip"));

        var result = await Run("attest", Report);

        using var statement = JsonDocument.Parse(result.Out);
        statement.RootElement.GetProperty("subject")[1].GetProperty("digest").GetProperty("sha256").GetString()
            .Should().Be(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File("data.zip")))));
    }

    [Fact]
    public async Task A_failing_scan_is_stated_as_such_with_exit_code_0()
    {
        File.WriteAllText(_folder.File("data/cat/0000.png"), "no picture");
        var scan = await Scan(Data, "--fail-on", "warning");

        var result = await Run("attest", Report);

        scan.Code.Should().Be(1);
        result.Code.Should().Be(0);
        result.Error.Should().StartWith("FAILED: 9 images, ");
    }

    [Fact]
    public async Task What_is_no_report_ends_with_2_and_says_so()
    {
        File.WriteAllText(_folder.File("drill.json"), "{ \"schemaVersion\": \"1.0\" }");
        Directory.CreateDirectory(Report);

        var missing = await Run("attest", _folder.File("nothing"));
        var other = await Run("attest", _folder.File("drill.json"), "--output", _folder.File("out.json"));
        var empty = await Run("attest", Report);
        var unnamed = await Run("attest", Report, "--name", "");

        (missing.Code, other.Code, empty.Code, unnamed.Code).Should().Be((2, 2, 2, 2));
        missing.Error.Should().StartWith("error: There is no report at '").And.EndWith("Give the folder that 'datasetguard scan --output' wrote.\n");
        other.Error.Should().Be($"error: '{_folder.File("drill.json")}' is not the report of a scan: line 1 is not as in one. Give the folder that 'datasetguard scan --output' wrote.\n");
        empty.Error.Should().Contain("is not the report of a scan: ");
        File.Exists(_folder.File("out.json")).Should().BeFalse();
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_ends_with_3_and_leaves_what_was_there()
    {
        await Scan(Data);
        Directory.CreateDirectory(_folder.File("taken"));

        var result = await Run("attest", Report, "--output", _folder.File("taken"));

        result.Code.Should().Be(3);
        Directory.GetFileSystemEntries(_folder.Path).Should().HaveCount(3);
    }

    private Task<CliResult> Scan(string data, params string[] more) => Run(["scan", data, "--output", Report, "--no-cache", .. more]);

    private Task<CliResult> Run(params string[] args) => new Cli { Folder = _folder.Path }.RunAsync(args);
}
