using System.Text.Json;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class BaselineCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BaselineCommandTests()
    {
        ImageFolders.Draw(Data, perClass: 3);
        Break("cat/empty.png");
        Break("dog/empty.png");
    }

    private string Data => _folder.File("data");

    private string Baseline => _folder.File("datasetguard-baseline.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_accepted_no_longer_fails_and_what_is_new_does()
    {
        var create = await Run("baseline", "create", Data);
        var same = await Run("scan", Data, "--baseline", Baseline);
        Break("cat/late.png");
        var more = await Run("scan", Data, "--baseline", Baseline);

        create.Code.Should().Be(0, create.Error);
        create.Out.Should().EndWith("datasetguard-baseline.json accepts 2 findings.\n  DG1001  2\n");
        same.Code.Should().Be(0);
        same.Out.Should().StartWith("PASS  nothing found but what is suppressed\n").And.Contain("\n1 suppressed by the baseline\n");
        same.Error.Should().NotContain("not as it was");
        more.Error.Should().Contain("The dataset is not as it was when the baseline was made: 11 images then, 12 now.");
        more.Code.Should().Be(1);
        more.Out.Should().StartWith("FAIL  1 error, 1 note\n").And.Contain("    cat/late.png\n").And.NotContain("    cat/empty.png\n");
    }

    [Fact]
    public async Task The_reports_hold_what_is_accepted_and_the_list_of_flagged_files_does_not()
    {
        await Run("baseline", "create", Data);

        var result = await Run("scan", Data, "--baseline", Baseline, "--output", _folder.File("out"));

        using var json = JsonDocument.Parse(File.ReadAllText(_folder.File("out/report.json")));
        json.RootElement.GetProperty("findings").GetArrayLength().Should().Be(0);
        json.RootElement.GetProperty("suppressed")[0].GetProperty("by").GetString().Should().Be("baseline");
        File.ReadAllLines(_folder.File("out/quarantine.csv")).Should().ContainSingle();
        File.ReadAllText(_folder.File("out/report.sarif")).Should().Contain("\"status\": \"accepted\"");
        result.Code.Should().Be(0);
    }

    [Fact]
    public async Task An_update_keeps_notes_drops_what_is_gone_and_says_so()
    {
        await Run("baseline", "create", Data);
        File.WriteAllText(Baseline, File.ReadAllText(Baseline).Replace("Files that cannot be read as images", "known"));
        File.Delete(_folder.File("data/cat/empty.png"));
        Break("cat/late.png");

        var stale = await Run("scan", Data, "--baseline", Baseline);
        var update = await Run("baseline", "update", Data);

        stale.Out.Should().Contain("1 entry of the baseline no longer needed ('datasetguard baseline update')");
        update.Code.Should().Be(0);
        update.Out.Should().EndWith("accepts 2 findings: 1 as before, 1 more; 1 no longer occur.\n  DG1001  2\n");
        File.ReadAllText(Baseline).Should().Contain("\"note\": \"known\"").And.Contain("\"note\": \"Files that cannot be read as images\"");
    }

    [Fact]
    public async Task A_baseline_that_is_there_is_not_written_over_unless_forced()
    {
        File.WriteAllText(Baseline, "mine");

        var refused = await Run("baseline", "create", Data);
        var kept = File.ReadAllText(Baseline);
        var forced = await Run("baseline", "create", Data, "--force");

        (refused.Code, kept, forced.Code).Should().Be((2, "mine", 0));
        refused.Error.Should().Contain("'datasetguard baseline update' keeps its notes; --force writes over it.");
    }

    [Fact]
    public async Task A_broken_baseline_ends_the_scan_with_2_and_its_line()
    {
        File.WriteAllText(Baseline, "{\n  \"schemaVersion\": 1\n}\n");

        var result = await Run("scan", Data, "--baseline", Baseline);

        result.Code.Should().Be(2);
        result.Error.Should().Be($"error: {Baseline}:2:20: a text belongs here.\n");
    }

    [Fact]
    public async Task The_configuration_names_the_baseline_for_both_commands()
    {
        File.WriteAllText(_folder.File("datasetguard.yaml"), "baseline: accepted.json\n");

        var create = await Run("baseline", "create", Data);
        var scan = await Run("scan", Data);

        File.Exists(_folder.File("accepted.json")).Should().BeTrue(create.Error);
        scan.Code.Should().Be(0);
    }

    [Fact]
    public async Task A_suppression_weighs_before_the_baseline_and_is_told_when_it_is_of_no_use()
    {
        File.WriteAllText(
            _folder.File("datasetguard.yaml"),
            "suppressions:\n- { rule: DG1001, paths: cat/*, reason: known }\n- { rule: DG1005, paths: '**', reason: gone }\n");

        var create = await Run("baseline", "create", Data);
        var scan = await Run("scan", Data, "--baseline", Baseline, "--fail-on", "warning");

        create.Out.Should().Contain("accepts 1 finding.");
        scan.Code.Should().Be(1);
        scan.Out.Should().StartWith("FAIL  1 warning\n").And.Contain("1 suppressed by the configuration, 1 suppressed by the baseline\n").And.Contain("warning DG0002  A suppression that accepts nothing");
    }

    [Fact]
    public async Task An_incomplete_scan_writes_no_baseline()
    {
        var result = await new Cli { Folder = _folder.Path, Rules = new RuleCatalog([new CrashingRule()]) }.RunAsync("baseline", "create", Data);

        result.Code.Should().Be(3);
        File.Exists(Baseline).Should().BeFalse();
    }

    [Fact]
    public async Task Nothing_to_scan_writes_no_baseline()
    {
        Directory.CreateDirectory(_folder.File("nothing"));

        var result = await Run("baseline", "create", _folder.File("nothing"));

        result.Code.Should().Be(4);
        File.Exists(Baseline).Should().BeFalse();
    }

    /// <summary>Without a byte; its content is its name.</summary>
    private void Break(string name) => File.WriteAllBytes(_folder.File($"data/{name}"), []);

    private Task<CliResult> Run(params string[] args) => new Cli { Folder = _folder.Path }.RunAsync(args);
}
