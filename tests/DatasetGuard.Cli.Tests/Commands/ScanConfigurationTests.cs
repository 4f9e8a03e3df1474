namespace DatasetGuard.Cli.Tests.Commands;

/// <summary>What a scan takes from a file, the environment and the command line.</summary>
public sealed class ScanConfigurationTests : IDisposable
{
    private const string Jpeg2000 = "\0\0\0\fjP  ";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Three classes of three images, one of them a kind that is not read: a warning.</summary>
    public ScanConfigurationTests()
    {
        ImageFolders.Draw(_folder.File("repo/data"), perClass: 3);
        File.WriteAllText(_folder.File("repo/data/cat/scan.jp2"), Jpeg2000);
        Directory.CreateDirectory(_folder.File("repo/.git"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_says_what_is_scanned_and_how_and_is_named()
    {
        Configure("dataset: { path: data }\nfailOn: warning\noutput: out\n");

        var result = await Run("scan");

        result.Code.Should().Be(1, result.Error);
        result.Error.Should().MatchRegex("(?m)^Configuration: .*datasetguard.yaml$");
        File.Exists(_folder.File("repo/out/report.json")).Should().BeTrue();
    }

    [Theory]
    [InlineData("note", null, null, 1)]
    [InlineData("note", "error", null, 0)]
    [InlineData("error", "warning", null, 1)]
    [InlineData("error", "warning", "none", 0)]
    [InlineData(null, null, "warning", 1)]
    [InlineData(null, null, null, 0)]
    public async Task The_command_line_weighs_more_than_the_environment_and_that_more_than_the_file(string? file, string? variable, string? option, int code)
    {
        if (file is not null)
            Configure($"failOn: {file}\n");

        var variables = new Dictionary<string, string>();
        if (variable is not null)
            variables["DATASETGUARD_FAIL_ON"] = variable;

        var result = await new Cli { Folder = _folder.File("repo"), Variables = variables }.RunAsync(["scan", Data, .. option is null ? Array.Empty<string>() : ["--fail-on", option]]);

        result.Code.Should().Be(code, result.Error);
    }

    [Fact]
    public async Task The_format_of_the_file_is_that_of_its_own_dataset()
    {
        Configure("dataset: { path: digits, format: idx }\n");

        var result = await Run("scan", Data);

        result.Code.Should().Be(0, result.Error);
    }

    [Theory]
    [InlineData("data", "in 1 class,")]
    [InlineData("other", "in 3 classes,")]
    public async Task The_labels_of_the_file_are_those_of_its_own_dataset_also_where_the_command_names_it(string path, string classes)
    {
        File.WriteAllLines(_folder.File("repo/labels.csv"), ["path,label", .. Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).Select(file => $"{Path.GetRelativePath(Data, file).Replace('\\', '/')},one")]);
        Configure($"dataset: {{ path: {path}, labels: labels.csv }}\n");

        var result = await Run("scan", Data + Path.DirectorySeparatorChar);

        result.Out.Should().Contain(classes, result.Error);
    }

    [Fact]
    public async Task A_rule_has_the_level_of_the_file()
    {
        Configure("rules: { DG1005: error }\n");

        var result = await Run("scan", Data);

        result.Code.Should().Be(1);
        result.Out.Should().StartWith("FAIL  1 error\n").And.Contain("error DG1005  ");
    }

    [Fact]
    public async Task A_rule_that_the_file_turns_off_can_be_turned_on_again()
    {
        Configure("failOn: warning\nrules: { DG1005: off }\n");

        var off = await Run("scan", Data);
        var on = await Run("scan", Data, "--enable", "DG1005");

        (off.Code, on.Code).Should().Be((0, 1));
        off.Out.Should().Contain("disabled  DG1005");
    }

    [Fact]
    public async Task A_limit_of_the_file_holds()
    {
        Configure("limits: { maxPixels: 100 }\n");

        var result = await Run("scan", Data);

        result.Code.Should().Be(1);
        result.Out.Should().Contain("error DG1003");
    }

    [Fact]
    public async Task A_file_in_the_dataset_is_not_used_and_that_is_said()
    {
        File.WriteAllText(_folder.File("repo/data/datasetguard.yaml"), "rules: { DG1005: off }\nfailOn: none\n");

        var found = await new Cli { Folder = _folder.File("repo/data") }.RunAsync("scan", Data, "--fail-on", "warning");
        var named = await Run("scan", Data, "--config", _folder.File("repo/data/datasetguard.yaml"));

        found.Code.Should().Be(1);
        found.Error.Should().MatchRegex("(?m)^Not used, for it lies in the dataset, .*datasetguard.yaml. If it is yours, name it with --config.$");
        named.Code.Should().Be(0);
    }

    [Fact]
    public async Task A_file_that_names_the_folder_it_lies_in_is_wrong_usage()
    {
        File.WriteAllText(_folder.File("repo/data/datasetguard.yaml"), "dataset: { path: . }\n");

        var result = await new Cli { Folder = _folder.File("repo/data") }.RunAsync("scan");

        result.Code.Should().Be(2);
        result.Error.Should().Contain("lies in the dataset that it names");
    }

    [Theory]
    [InlineData("--no-config")]
    [InlineData("--config", "other.yaml")]
    public async Task Another_file_or_none_can_be_asked_for(params string[] options)
    {
        Configure("failOn: warning\n");
        File.WriteAllText(_folder.File("other.yaml"), "jobs: 1\n");

        var result = await Run(["scan", Data, .. options.Select(option => option.Replace("other.yaml", _folder.File("other.yaml")))]);

        result.Code.Should().Be(0);
    }

    [Fact]
    public async Task A_variable_can_name_the_file()
    {
        File.WriteAllText(_folder.File("other.yaml"), "failOn: warning\n");
        var cli = new Cli { Folder = _folder.File("repo"), Variables = new Dictionary<string, string> { ["DATASETGUARD_CONFIG"] = _folder.File("other.yaml") } };

        (await cli.RunAsync("scan", Data)).Code.Should().Be(1);
        (await cli.RunAsync("scan", Data, "--no-config")).Code.Should().Be(0);
    }

    [Fact]
    public async Task Mistakes_end_the_scan_before_it_begins()
    {
        Configure("dpeth: fast\n");

        var result = await Run("scan", Data);

        result.Code.Should().Be(2);
        result.Out.Should().BeEmpty();
        result.Error.Should().Contain("datasetguard.yaml:1:1: the key 'dpeth' is not known. Did you mean 'depth'?");
    }

    [Fact]
    public async Task A_wrong_variable_is_wrong_usage()
    {
        var result = await new Cli { Variables = new Dictionary<string, string> { ["DATASETGUARD_JOBS"] = "all" } }.RunAsync("scan", Data);

        result.Should().Be(new CliResult(2, "", "error: DATASETGUARD_JOBS: a whole number from 1 to 1,024 belongs here, not 'all'.\n"));
    }

    private string Data => _folder.File("repo/data");

    private void Configure(string yaml) => File.WriteAllText(_folder.File("repo/datasetguard.yaml"), yaml);

    private Task<CliResult> Run(params string[] args) => new Cli { Folder = _folder.File("repo") }.RunAsync(args);
}
