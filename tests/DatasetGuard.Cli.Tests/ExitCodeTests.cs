namespace DatasetGuard.Cli.Tests;

/// <summary>The table of exit codes, each from a command line.</summary>
public sealed class ExitCodeTests(PoisonedFolder poisoned) : IClassFixture<PoisonedFolder>
{
    [Fact]
    public async Task Clean_images_pass_with_0()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.Path);

        var result = await new Cli().RunAsync("scan", folder.Path);

        result.Code.Should().Be(0, result.Out);
        result.Out.Should().StartWith("PASS");
        result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCountLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task A_planted_patch_fails_with_1()
    {
        var result = await new Cli().RunAsync("scan", poisoned.Path);

        result.Code.Should().Be(1, result.Out + result.Error);
    }

    [Fact]
    public async Task A_planted_patch_passes_with_0_when_nothing_is_to_fail()
    {
        var result = await new Cli().RunAsync("scan", poisoned.Path, "--fail-on", "none");

        result.Code.Should().Be(0);
        result.Out.Should().StartWith("PASS  1 error; --fail-on none lets them pass");
    }

    [Fact]
    public async Task A_rule_that_crashes_is_incomplete_with_3()
    {
        var result = await new Cli { Rules = new RuleCatalog([new CrashingRule()]) }.RunAsync("scan", poisoned.Path);

        result.Code.Should().Be(3);
        result.Out.Should().StartWith("INCOMPLETE").And.Contain("failed    DG9999: InvalidOperationException: no luck");
    }

    [Fact]
    public async Task A_file_of_an_unknown_kind_is_incomplete_with_3()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("notes.bin"), "nothing of use");

        var result = await new Cli().RunAsync("scan", folder.File("notes.bin"));

        result.Code.Should().Be(3);
        result.Out.Should().BeEmpty();
        result.Error.Should().StartWith("error: ").And.Contain("notes.bin").And.Contain("--dataset-format");
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_incomplete_with_3()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("taken"), "a file where the folder should go");

        var result = await new Cli().RunAsync("scan", poisoned.Path, "--output", folder.File("taken"));

        result.Code.Should().Be(3);
        result.Out.Should().BeEmpty();
    }

    [Fact]
    public async Task An_empty_folder_is_nothing_to_scan_with_4()
    {
        using var folder = new TemporaryFolder();

        var result = await new Cli().RunAsync("scan", folder.Path);

        result.Code.Should().Be(4);
        result.Out.Should().StartWith("NOTHING TO SCAN");
        result.Error.Should().Contain($"error: No image with a class is in '{folder.Path}'.");
    }

    [Theory]
    [InlineData("png", 4, "--fail-on", "none")]
    [InlineData("png", 1, "--fail-on", "error")]
    [InlineData("heic", 4, "--fail-on", "error", "--disable", "DG1302")]
    public async Task Files_of_which_none_can_be_decoded_are_never_a_pass(string extension, int code, params string[] failOn)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("cat"));
        var bytes = extension == "heic" ? "\0\0\0\u0018ftypheic\0\0\0\0mif1heic"u8.ToArray() : "\u0089PNG"u8.ToArray();
        File.WriteAllBytes(folder.File($"cat/1.{extension}"), bytes);
        File.WriteAllBytes(folder.File($"cat/2.{extension}"), bytes);

        var result = await new Cli().RunAsync(["scan", folder.Path, "--clean-to", folder.File("../x-clean"), .. failOn]);

        result.Code.Should().Be(code, result.Out + result.Error);
        if (code == 4)
            result.Error.Should().Contain("Of 2 files with a class in").And.Contain("none could be decoded.").And.Contain("is not written");
    }

    [Fact]
    public async Task A_fault_of_the_tool_is_told_in_one_line_with_3_and_in_full_when_asked()
    {
        var broken = new Cli { Variables = new BrokenEnvironment() };

        var result = await broken.RunAsync("scan", ".");
        var verbose = await broken.RunAsync("scan", ".", "-v");

        result.Code.Should().Be(3);
        result.Error.Should().MatchRegex(@"^error: InvalidOperationException: no environment This is a fault of datasetguard [0-9A-Za-z.-]+: please report it.*\n$");
        verbose.Error.Should().StartWith(result.Error).And.Contain("   at DatasetGuard.Cli.");
    }

    [Theory]
    [InlineData("error: There is no dataset at 'no/such/place'.", "scan", "no/such/place")]
    [InlineData("error: No dataset is named. Give a folder", "scan")]
    [InlineData("error: no/such/file.yaml: the configuration cannot be read", "scan", ".", "--config", "no/such/file.yaml")]
    [InlineData("error: --config and --no-config are both given. Leave one out.", "scan", ".", "--config", "x", "--no-config")]
    [InlineData("error: no/such/file.yaml: the configuration cannot be read", "config", "validate", "no/such/file.yaml")]
    [InlineData("error: There is no datasetguard.yaml from here up", "config", "validate")]
    [InlineData("error: 'vaildate' is not a command. Did you mean 'validate'?", "config", "vaildate")]
    [InlineData("error: 'scna' is not a command. Did you mean 'scan'?", "scna", "data", "--format", "json")]
    [InlineData("error: '--formt' is not an option of 'scan'. Did you mean '--format'?", "scan", ".", "--formt", "json")]
    [InlineData("error: 'jsn' is not a value of --format. Did you mean 'json'?", "scan", ".", "--format", "jsn")]
    [InlineData("error: 'fatal' is not a value of --fail-on. Known: error, warning, note, none.", "scan", ".", "--fail-on", "fatal")]
    [InlineData("error: 'tfrecord' is not a value of --dataset-format.", "scan", ".", "--dataset-format", "tfrecord")]
    [InlineData("error: --jobs is a whole number from 1 on, not '0'.", "scan", ".", "--jobs", "0")]
    [InlineData("error: --seed is a whole number, not 'x'.", "scan", ".", "--seed", "x")]
    [InlineData("error: There is no rule 'DG2210'. Did you mean 'DG2201'?", "scan", ".", "--disable", "DG2210")]
    [InlineData("error: There is no rule 'DG2210'. Did you mean 'DG2201'?", "scan", ".", "--enable", "DG2210")]
    [InlineData("error: 'depp' is not a depth. Did you mean 'deep'? There are fast, standard, deep.", "scan", ".", "--depth", "depp")]
    [InlineData("error: 'fsat' is not a depth. Did you mean 'fast'?", "scan", ".", "--depth", "fsat")]
    [InlineData("error: no/such/baseline.json: the baseline cannot be read", "scan", ".", "--baseline", "no/such/baseline.json")]
    [InlineData("error: no/such/baseline.json: the baseline cannot be read", "baseline", "update", ".", "-o", "no/such/baseline.json")]
    [InlineData("error: '.' is there already. 'datasetguard baseline update' keeps its notes", "baseline", "create", ".", "-o", ".")]
    [InlineData("error: No dataset is named. Give a folder", "baseline", "create", "-o", "no/such/baseline.json")]
    [InlineData("error: There is no dataset at 'no/such/place'.", "baseline", "create", "no/such/place")]
    [InlineData("error: The folder '.' is not empty.", "scan", ".", "--clean-to", ".")]
    [InlineData("error: --clean-to names nothing.", "scan", ".", "--clean-to", "")]
    [InlineData("error: --output may not lie in --clean-to", "scan", ".", "--clean-to", "x", "--output", "x/y")]
    [InlineData("error: There is no rule 'DG0000'.", "explain", "DG0000")]
    [InlineData("error: There is no dataset at 'no/such/place'.", "poison", "no/such/place", "out", "--attack", "checker", "--target", "dog")]
    [InlineData("error: --rate is a share above 0 and up to 1, such as 0.01, not '0'.", "poison", ".", "out", "--attack", "checker", "--target", "dog", "--rate", "0")]
    [InlineData("error: 'cheker' is not an attack. Did you mean", "poison", ".", "out", "--attack", "cheker", "--target", "dog")]
    [InlineData("error: Option '--target' is required.", "poison", ".", "out", "--attack", "checker")]
    [InlineData("error: 'more' is more than 'rules' takes.", "rules", "more")]
    [InlineData("error: '--output' is not an option of 'poison'.", "poison", ".", "--output", "out", "--attack", "checker", "--target", "dog")]
    public async Task Wrong_usage_ends_with_2_and_one_line_that_says_what_to_do(string error, params string[] args)
    {
        var result = await new Cli().RunAsync(args);

        result.Code.Should().Be(2);
        result.Out.Should().BeEmpty();
        result.Error.Should().StartWith(error);
        result.Error.Split('\n').Where(line => line.StartsWith("error:", StringComparison.Ordinal)).Should().ContainSingle();
    }

    [Fact]
    public async Task No_command_at_all_shows_the_help_and_ends_with_2()
    {
        var result = await new Cli().RunAsync();

        result.Code.Should().Be(2);
        result.Out.Should().Contain("datasetguard scan data/train");
    }

    [Fact]
    public async Task A_word_with_control_characters_is_shown_escaped()
    {
        var result = await new Cli().RunAsync("scan", "a\u001b[2J\n::error::b");

        result.Code.Should().Be(2);
        result.Error.Should().NotContain("\u001b").And.NotContain("\n::error::").And.Contain("\\u001B");
    }
}
