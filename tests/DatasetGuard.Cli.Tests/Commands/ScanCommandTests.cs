using System.Text.Json;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class ScanCommandTests(PoisonedFolder poisoned) : IClassFixture<PoisonedFolder>
{
    private static readonly Dictionary<string, string> Colours = new() { ["TERM"] = "xterm-256color", ["COLORTERM"] = "truecolor" };

    [Theory]
    [InlineData(null, "standard")]
    [InlineData("fast", "fast")]
    [InlineData("deep", "deep")]
    public async Task Networks_are_trained_unless_the_depth_is_fast(string? depth, string expected)
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.Path, perClass: 8);

        var result = await new Cli { Depth = depth }.RunAsync("scan", folder.Path);

        result.Out.Should().Contain($"ran at depth {expected}");
    }

    [Fact]
    public async Task The_text_names_the_class_the_rule_and_the_files()
    {
        var result = await new Cli().RunAsync("scan", poisoned.Path);

        result.Out.Should().StartWith("FAIL  1 error\n360 images in 3 classes, ");
        result.Out.Should().Contain("error DG2201  The same patch in one class only: dog");
        result.Out.Should().MatchRegex(@"    dog/00[01]\d\.png\n");
        result.Out.Should().Contain("datasetguard explain DG2201").And.MatchRegex("[0-9]+ rules ran at depth fast").And.Contain("--output DIR");
    }

    [Fact]
    public async Task Stdout_holds_the_result_and_stderr_the_log()
    {
        var result = await new Cli().RunAsync("scan", poisoned.Path, "-v");

        result.Out.Should().NotContain("Scanned").And.NotContain("Reading and decoding");
        result.Error.Should().MatchRegex(@"Reading and decoding: [\d.]+ s\n").And.MatchRegex(@"Scanned 360 files in [\d.]+ s\.\n");
    }

    [Fact]
    public async Task Only_the_first_findings_of_a_rule_are_written_out()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.Path, perClass: 9);
        Directory.Delete(folder.File("fox"), recursive: true);
        foreach (var file in Directory.GetFiles(folder.File("dog")))
            File.Copy(file, Path.ChangeExtension(file, ".copy.png"));

        var result = await new Cli().RunAsync("scan", folder.Path);

        result.Out.Split("warning DG1101").Should().HaveCount(1 + 5);
        result.Out.Should().StartWith("PASS  9 warnings").And.Contain("  and 4 more findings of DG1101: see report.json (--output DIR)\n");
    }

    [Fact]
    public async Task The_clean_copy_has_no_trigger_left_and_is_what_the_quarantine_leaves()
    {
        using var folder = new TemporaryFolder();

        var result = await new Cli().RunAsync("scan", poisoned.Path, "--clean-to", folder.File("clean"), "--output", folder.File("report"));
        var again = await new Cli().RunAsync("scan", folder.File("clean"));

        result.Code.Should().Be(1, "what was found is still a finding");
        result.Error.Should().MatchRegex(@"Clean copy: \d+ images in '.*clean', \d+ left out\.\n$");
        again.Code.Should().Be(0, again.Out);
        var quarantine = File.ReadLines(folder.File("report/quarantine.csv")).Skip(1).Select(line => line.Split(',')[0]).ToHashSet();
        quarantine.Should().NotBeEmpty();
        Files(folder.File("clean")).Should().BeEquivalentTo(Files(poisoned.Path).Except(quarantine));

        static IEnumerable<string> Files(string root) => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'));
    }

    [Fact]
    public async Task An_incomplete_scan_writes_no_clean_copy_and_says_so()
    {
        using var folder = new TemporaryFolder();

        var result = await new Cli { Rules = new RuleCatalog([new CrashingRule()]) }.RunAsync("scan", poisoned.Path, "--clean-to", folder.File("clean"));

        result.Code.Should().Be(3);
        result.Error.Should().Contain("clean' is not written: what was not looked at cannot be called clean.");
        Directory.GetFileSystemEntries(folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task Quiet_leaves_stderr_empty()
    {
        var result = await new Cli().RunAsync("scan", poisoned.Path, "-q");

        result.Error.Should().BeEmpty();
        result.Out.Should().StartWith("FAIL");
    }

    [Fact]
    public async Task Json_on_stdout_parses()
    {
        var result = await new Cli().RunAsync("scan", poisoned.Path, "--format", "json");

        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("verdict").GetString().Should().Be("fail");
    }

    [Theory]
    [InlineData("json", "{")]
    [InlineData("sarif", "{")]
    [InlineData("code-scanning", "{")]
    [InlineData("markdown", "#")]
    [InlineData("github", "::error ")]
    [InlineData("msbuild", "DatasetGuard> ")]
    public async Task Every_format_goes_to_stdout_and_fails_alike(string format, string start)
    {
        var result = await new Cli().RunAsync("scan", poisoned.Path, "--format", format, "-q");

        result.Code.Should().Be(1);
        result.Out.Should().StartWith(start);
        result.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("true", "::error ")]
    [InlineData("false", "FAIL")]
    public async Task Github_commands_are_the_default_in_its_runners(string value, string start)
    {
        var result = await new Cli { Variables = new Dictionary<string, string> { ["GITHUB_ACTIONS"] = value } }.RunAsync("scan", poisoned.Path);

        result.Out.Should().StartWith(start);
    }

    [Fact]
    public async Task The_number_of_jobs_does_not_change_a_byte()
    {
        var one = await new Cli().RunAsync("scan", poisoned.Path, "--format", "json", "--jobs", "1");
        var two = await new Cli().RunAsync("scan", poisoned.Path, "--format", "json", "--jobs", "2");

        two.Out.Should().Be(one.Out);
    }

    [Fact]
    public async Task The_page_shows_the_flagged_images_and_is_the_same_at_any_number_of_jobs()
    {
        using var folder = new TemporaryFolder();
        await new Cli().RunAsync("scan", poisoned.Path, "--output", folder.File("one"), "--jobs", "1");
        await new Cli().RunAsync("scan", poisoned.Path, "--output", folder.File("two"), "--jobs", "2");

        var page = File.ReadAllText(folder.File("one/report.html"));
        page.Should().Contain("id=\"DG2201-dog\"").And.Contain("alt=\"dog/0000.png\"").And.Contain("Usual in class <span translate=\"no\">dog</span>").And.Contain(">About DG2201</a>");
        File.ReadAllText(folder.File("two/report.html")).Should().Be(page);
    }

    [Fact]
    public async Task A_terminal_with_colours_shows_the_trigger_as_a_picture()
    {
        var result = await new Cli { IsTerminal = true, Variables = Colours }.RunAsync("scan", poisoned.Path);

        result.Out.Should().Contain("\u2580").And.Contain("\u001b[38;2;").And.Contain("what the group has and other classes have not");
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("FORCE_COLOR", "0")]
    public async Task A_terminal_without_colours_gets_plain_text(string variable, string value)
    {
        var variables = new Dictionary<string, string>(Colours) { [variable] = value, ["CI"] = "true" };

        var result = await new Cli { IsTerminal = true, Variables = variables }.RunAsync("scan", poisoned.Path);

        result.Out.Should().NotContain("\u001b[").And.NotContain("\u2580");
        result.Error.Should().NotContain("\u001b[");
    }

    [Fact]
    public async Task Colours_can_be_forced_into_a_file()
    {
        var result = await new Cli { Variables = new Dictionary<string, string> { ["FORCE_COLOR"] = "3" } }.RunAsync("scan", poisoned.Path);

        result.Out.Should().Contain("\u001b[").And.Contain("\u2580");
    }

    [Fact]
    public async Task The_bar_shows_on_a_terminal_and_not_in_a_build()
    {
        var watched = await new Cli { IsTerminal = true, Variables = Colours }.RunAsync("scan", poisoned.Path);
        var built = await new Cli { IsTerminal = true, Variables = new Dictionary<string, string>(Colours) { ["CI"] = "true" } }.RunAsync("scan", poisoned.Path);
        var hidden = await new Cli { IsTerminal = true, Variables = Colours }.RunAsync("scan", poisoned.Path, "--no-progress");

        watched.Error.Should().Contain("Reading and decoding");
        built.Error.Should().NotContain("Reading and decoding");
        hidden.Error.Should().NotContain("Reading and decoding");
    }

    [Fact]
    public async Task Reports_go_to_the_output_folder()
    {
        using var folder = new TemporaryFolder();

        var result = await new Cli().RunAsync("scan", poisoned.Path, "--output", folder.File("out"));

        File.ReadAllLines(folder.File("out/quarantine.csv")).Should().HaveCount(1 + ImageFolders.Poisoned);
        result.Out.Should().Contain($"and 10 more: see {folder.File("out/quarantine.csv")}");
        var picture = result.Out.Split('\n').Single(line => line.StartsWith("  picture: ", StringComparison.Ordinal))["  picture: ".Length..];
        File.Exists(picture).Should().BeTrue();
    }

    [Fact]
    public async Task A_disabled_rule_does_not_run()
    {
        var result = await new Cli().RunAsync("scan", poisoned.Path, "--disable", "DG2201", "--disable", "DG2202", "--disable", "DG2203");

        result.Code.Should().Be(0);
        result.Out.Should().Contain("disabled  DG2201 DG2202 DG2203");
    }

    [Fact]
    public async Task One_rule_runs_alone_when_all_are_disabled_and_it_is_enabled()
    {
        var result = await new Cli().RunAsync("scan", poisoned.Path, "--disable", "all", "--enable", "DG2201");

        result.Code.Should().Be(1);
        var others = RuleCatalog.All.Descriptors.Select(rule => rule.Id).Where(id => id is not ("DG2201" or "DG0001") && !id.StartsWith("DG3", StringComparison.Ordinal));
        result.Out.Should().Contain("1 rule ran at depth fast: DG2201\n");
        result.Out.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word != "disabled").Skip(1).Should().StartWith(others);
    }

    [Fact]
    public async Task An_archive_that_is_cut_off_is_reported_up_to_there()
    {
        using var folder = new TemporaryFolder();
        var archive = Path.Combine(folder.Path, "data.tar");
        System.Formats.Tar.TarFile.CreateFromDirectory(poisoned.Path, archive, includeBaseDirectory: true);
        var bytes = await File.ReadAllBytesAsync(archive);
        await File.WriteAllBytesAsync(archive, bytes[..(bytes.Length / 2)]);

        var result = await new Cli().RunAsync("scan", archive, "--disable", "all", "--output", Path.Combine(folder.Path, "out"));

        result.Code.Should().Be(3);
        result.Out.Should().StartWith("INCOMPLETE").And.Contain("cut off");
        result.Out.Split('\n')[2].Should().StartWith("failed    DG0001: Only ", "the reason stands with the verdict");
        File.ReadAllText(Path.Combine(folder.Path, "out", "report.json")).Should().Contain("\"verdict\": \"incomplete\"");
    }

    [Fact]
    public async Task Labels_come_from_a_file()
    {
        using var folder = new TemporaryFolder();
        var labels = Path.Combine(folder.Path, "labels.csv");
        await File.WriteAllTextAsync(labels, "path,label\n" + string.Concat(Directory.EnumerateFiles(poisoned.Path, "*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(poisoned.Path, file).Replace('\\', '/')},one\n")));

        var result = await new Cli().RunAsync("scan", poisoned.Path, "--labels", labels, "--disable", "all");
        var several = await new Cli().RunAsync("scan", poisoned.Path, poisoned.Path, "--labels", labels);
        var missing = await new Cli().RunAsync("scan", poisoned.Path, "--labels", labels + "x");

        result.Out.Should().Contain("in 1 class,");
        (result.Code, several.Code, missing.Code).Should().Be((0, 2, 2));
    }

    [Fact]
    public async Task Names_of_the_attacker_cannot_forge_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows allows no such names.");
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.Path, Trigger.Parse("checker"), poisonedClass: "[red]dog\u001b[2J\nPASS  nothing found\n::error::x");

        var result = await new Cli { Variables = new Dictionary<string, string> { ["FORCE_COLOR"] = "3" } }.RunAsync("scan", folder.Path);

        result.Code.Should().Be(1);
        result.Out.Should().NotContain("\nPASS").And.NotContain("\n::error::").And.NotContain("\u001b[2J");
        result.Out.Should().Contain(@"[red]dog\u001B[2J\u000APASS");
    }
}
