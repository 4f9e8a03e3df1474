using System.Text.Json;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class AcceptedContentTests : IDisposable
{
    private static readonly string[] OnlyChange = ["--disable", "all", "--enable", "DG1401", "--enable", "DG1402"];

    private readonly TemporaryFolder _folder = new();

    public AcceptedContentTests() => ImageFolders.Draw(Data, perClass: 3);

    private string Data => _folder.File("data");

    private string Labels => _folder.File("labels.csv");

    private string Baseline => _folder.File("datasetguard-baseline.json");

    private string Accepted => _folder.File("datasetguard-baseline.sha256");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_baseline_accepts_is_compared_from_then_on()
    {
        var create = await Run("baseline", "create", Data);
        var same = await Scan("--baseline", Baseline);
        File.Delete(_folder.File("data/cat/0000.png"));
        File.Move(_folder.File("data/cat/0001.png"), _folder.File("data/dog/from-cat.png"));
        File.Move(_folder.File("data/dog/0000.png"), _folder.File("data/dog/renamed.png"));
        File.AppendAllText(_folder.File("data/dog/0001.png"), "x");
        var changed = await Scan("--baseline", Baseline, "--fail-on", "warning");

        create.Out.Should().Contain("datasetguard-baseline.sha256 accepts 9 images.\n");
        File.ReadAllLines(Accepted).Should().HaveCount(1 + 3 + 9).And.StartWith(["# datasetguard-accepted 1", "# class cat"]);
        (same.Code, same.Error).Should().Be((0, $"Accepted: 9 images in {Accepted}\nScanned 9 files in {Seconds(same.Error)} s.\n"));
        same.Out.Should().StartWith("PASS  nothing found\n");
        changed.Code.Should().Be(1);
        changed.Out.Should().StartWith("FAIL  3 warnings, 1 note\n")
            .And.Contain("1 image is gone: 1 in 'cat'.").And.Contain("    cat/0000.png\n")
            .And.Contain("1 image has another class: 1 from 'cat' to 'dog'.").And.Contain("    dog/from-cat.png\n")
            .And.Contain("1 image has other content under the same name.").And.Contain("    dog/0001.png\n")
            .And.Contain("note DG1401  Accepted images with other names, 1 file: dog/renamed.png\n")
            .And.Contain("; 3 of 8 files flagged");
    }

    [Fact]
    public async Task Added_images_are_a_note_and_pass()
    {
        await Run("baseline", "create", Data);
        File.Copy(_folder.File("data/cat/0000.png"), _folder.File("data/cat/more.png"));

        var result = await Scan("--baseline", Baseline, "--fail-on", "warning");

        result.Code.Should().Be(0, result.Error);
        result.Out.Should().StartWith("PASS  1 note; --fail-on warning lets them pass\n").And.Contain("skipped   DG1402: No class has 30 new images and 50 accepted ones to compare them with.\n");
    }

    [Fact]
    public async Task An_update_accepts_what_has_changed()
    {
        await Run("baseline", "create", Data);
        File.Delete(_folder.File("data/cat/0000.png"));

        var update = await Run("baseline", "update", Data);
        var result = await Scan("--baseline", Baseline);

        update.Out.Should().Contain("datasetguard-baseline.sha256 accepts 8 images.\n");
        result.Out.Should().StartWith("PASS  nothing found\n");
    }

    [Fact]
    public async Task The_manifest_of_a_report_is_accepted_too_and_the_option_weighs_more_than_the_configuration()
    {
        await Scan("--output", _folder.File("out"));
        File.WriteAllText(_folder.File("datasetguard.yaml"), "accepted: nothing.sha256\n");
        File.Move(_folder.File("data/cat/0001.png"), _folder.File("data/dog/from-cat.png"));

        var option = await Scan("--accepted", _folder.File("out/manifest.sha256"));
        var configured = await Scan();

        option.Out.Should().StartWith("PASS  1 warning;").And.Contain("1 from 'cat' to 'dog'");
        configured.Code.Should().Be(2);
        configured.Error.Should().Contain("nothing.sha256: the accepted manifest cannot be read: ");
    }

    [Fact]
    public async Task The_configuration_says_where_both_commands_find_it()
    {
        File.WriteAllText(_folder.File("datasetguard.yaml"), "baseline: b.json\naccepted: a.sha256\n");

        var create = await Run("baseline", "create", Data);
        var result = await Scan();

        create.Code.Should().Be(0, create.Error);
        File.Exists(_folder.File("b.sha256")).Should().BeFalse();
        result.Error.Should().MatchRegex("Accepted: 9 images in \\S*a\\.sha256\n");
    }

    [Theory]
    [InlineData("# datasetguard-accepted 1\nnonsense\n", ":2:1: a SHA-256 of 64 hexadecimal digits, two spaces and a path belong here, as sha256sum writes them.")]
    [InlineData("# datasetguard-accepted 7\n", ":1:1: the accepted manifest has version '7'; this tool reads 1. 'datasetguard baseline update' writes it anew.")]
    [InlineData("", ": the accepted manifest cannot be read: It has no bytes, or is no plain file. 'datasetguard baseline create' writes one.")]
    public async Task A_broken_manifest_ends_the_scan_with_2_and_its_line(string text, string message)
    {
        await Run("baseline", "create", Data);
        File.WriteAllText(Accepted, text);

        var result = await Scan("--baseline", Baseline);

        (result.Code, result.Out, result.Error).Should().Be((2, "", $"error: {Accepted}{message}\n"));
    }

    [Fact]
    public async Task A_baseline_without_a_manifest_is_said_and_no_rule_about_change_passes()
    {
        await Run("baseline", "create", Data);
        File.Delete(Accepted);

        var result = await Scan("--baseline", Baseline);

        result.Error.Should().StartWith($"There is no accepted manifest '{Accepted}' beside the baseline, so nothing tells which images are new. 'datasetguard baseline update' writes it.\n");
        result.Out.Should().Contain("unchecked DG1401 DG1402 (needs --accepted)");
    }

    [Fact]
    public async Task A_manifest_in_the_dataset_is_neither_read_nor_written()
    {
        await Run("baseline", "create", Data);
        File.Move(Accepted, _folder.File("data/accepted.sha256"));

        var scan = await Scan("--accepted", _folder.File("data/accepted.sha256"));
        var create = await Run("baseline", "create", Data, "--output", _folder.File("data/b.json"));

        foreach (var (result, file) in new[] { (scan, "accepted.sha256"), (create, "b.sha256") })
        {
            result.Code.Should().Be(2);
            result.Error.Should().Be($"error: The accepted manifest '{_folder.File($"data/{file}")}' lies in the dataset, whose files may be anybody's. Keep it elsewhere: --accepted, or the place of the baseline, names it.\n");
        }

        File.Exists(_folder.File("data/b.sha256")).Should().BeFalse();
    }

    [Fact]
    public async Task A_manifest_that_is_there_is_not_written_over_unless_forced()
    {
        File.WriteAllText(Accepted, "mine");

        var refused = await Run("baseline", "create", Data);
        var kept = File.ReadAllText(Accepted);
        var forced = await Run("baseline", "create", Data, "--force");

        (refused.Code, kept, forced.Code).Should().Be((2, "mine", 0));
        refused.Error.Should().Contain("datasetguard-baseline.sha256' is there already. 'datasetguard baseline update' keeps its notes; --force writes over it.\n");
    }

    [Fact]
    public async Task Names_from_an_accepted_manifest_forge_no_output()
    {
        File.WriteAllText(Accepted, $"# datasetguard-accepted 1\n# class x\\n::error::forged\n\\{new string('a', 64)}  gone\\n::error::forged.png\n{new string('b', 64)}  \u001b[31mPASS\u202e.png\n");

        foreach (var format in (string[])["text", "github", "msbuild", "markdown", "json", "sarif"])
        {
            var result = await Scan("--accepted", Accepted, "--format", format);

            result.Code.Should().Be(0, result.Error);
            (result.Out + result.Error).Should().Contain("are gone").And.NotContainAny("\n::error", "\u001b", "\u202e");
        }
    }

    [Theory]
    [InlineData("github", "::warning file=labels.csv,line=5,title=DG1401%3A Accepted images with other labels::")]
    [InlineData("msbuild", "/labels.csv(5): warning DG1401: 1 image has another class: 1 from 'dog' to 'cat'.")]
    public async Task A_changed_line_of_a_label_manifest_is_where_build_and_pull_request_show_the_finding(string format, string expected)
    {
        WriteLabels("dog");
        await Run("baseline", "create", Labels);
        WriteLabels("cat");

        var result = await Run(["scan", Labels, "--baseline", Baseline, "--format", format, .. OnlyChange]);

        result.Out.Should().Contain(expected, result.Error);
        result.Out.Should().NotContain("other content");
    }

    [Fact]
    public async Task Code_scanning_gets_the_line_too()
    {
        WriteLabels("dog");
        await Run("baseline", "create", Labels);
        WriteLabels("cat");

        var result = await Run(["scan", Labels, "--baseline", Baseline, "--format", "code-scanning", .. OnlyChange]);

        using var sarif = JsonDocument.Parse(result.Out);
        var place = sarif.RootElement.GetProperty("runs")[0].GetProperty("results")[0].GetProperty("locations")[0].GetProperty("physicalLocation");
        place.GetProperty("artifactLocation").GetProperty("uri").GetString().Should().Be("labels.csv");
        place.GetProperty("region").GetProperty("startLine").GetInt32().Should().Be(5);
    }

    [Fact]
    public async Task The_clean_copy_leaves_out_what_changed_and_does_not_count_what_is_gone()
    {
        await Run("baseline", "create", Data);
        File.Delete(_folder.File("data/cat/0000.png"));
        File.AppendAllText(_folder.File("data/dog/0001.png"), "x");

        var result = await Scan("--baseline", Baseline, "--clean-to", _folder.File("clean"), "--output", _folder.File("out"));

        result.Error.Should().Contain("Clean copy: 7 images in").And.Contain(", 1 left out.");
        File.ReadAllLines(_folder.File("out/quarantine.csv")).Should().Equal("path,label,rule,level,score", "dog/0001.png,dog,DG1401,warning,");
    }

    private static string Seconds(string error) => error.Split(" files in ")[1].Split(' ')[0];

    private void WriteLabels(string fourth)
    {
        Directory.CreateDirectory(_folder.File(".git"));
        File.WriteAllText(Labels, $"path,label\ndata/cat/0000.png,cat\ndata/cat/0001.png,cat\ndata/dog/0000.png,dog\ndata/dog/0001.png,{fourth}\n");
    }

    private Task<CliResult> Scan(params string[] args) => Run(["scan", Data, .. args, .. OnlyChange]);

    private Task<CliResult> Run(params string[] args) => new Cli { Folder = _folder.Path }.RunAsync(args);
}
