namespace DatasetGuard.Cli.Tests.Commands;

/// <summary>Where a scan keeps what later ones need not work out again.</summary>
public sealed class ScanCacheOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ScanCacheOptionsTests() => ImageFolders.Draw(Data, perClass: 3);

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, null, null, "home/.cache/datasetguard")]
    [InlineData("file", null, null, "file")]
    [InlineData("file", "variable", null, "variable")]
    [InlineData("file", "variable", "option", "option")]
    [InlineData("file", "off", null, null)]
    [InlineData("off", null, null, null)]
    [InlineData("off", null, "option", "option")]
    public async Task The_command_line_weighs_more_than_the_environment_and_that_more_than_the_file(string? file, string? variable, string? option, string? folder)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "The usual folder is another one there.");
        if (file is not null)
            File.WriteAllText(_folder.File("datasetguard.yaml"), $"cache: {file}\n");

        var variables = new Dictionary<string, string> { ["HOME"] = _folder.File("home") };
        if (variable is not null)
            variables["DATASETGUARD_CACHE"] = variable == "off" ? variable : _folder.File(variable);

        var result = await new Cli { Folder = _folder.Path, Variables = variables }
            .RunAsync(["scan", Data, "--config", Configuration(file), .. option is null ? Array.Empty<string>() : ["--cache", _folder.File(option)]]);

        result.Code.Should().Be(0, result.Error);
        Directory.GetFiles(_folder.Path, "*.pack", SearchOption.AllDirectories).Select(Path.GetDirectoryName)
            .Should().Equal(folder is null ? [] : [_folder.File(folder)]);
    }

    [Fact]
    public async Task A_cache_in_the_dataset_is_refused()
    {
        foreach (var cache in (string[])[Data, Path.Combine(Data, "cache"), Path.Combine(Data, "cat", "a", "b")])
        {
            var result = await new Cli().RunAsync("scan", Data, "--cache", cache);

            result.Code.Should().Be(2);
            result.Error.Should().StartWith($"error: The cache '{cache}' lies in the dataset, whose files may be anybody's.");
        }
    }

    [Fact]
    public async Task The_usual_folder_is_not_used_where_it_lies_in_the_dataset()
    {
        var result = await new Cli { Variables = new Dictionary<string, string> { ["XDG_CACHE_HOME"] = Data } }.RunAsync("scan", Data);

        result.Code.Should().Be(0);
        result.Error.Should().Contain("There is no cache, for its usual folder lies in the dataset");
        Directory.Exists(Path.Combine(Data, "datasetguard")).Should().BeFalse();
    }

    [Fact]
    public async Task A_cache_that_cannot_be_used_is_told_once_and_the_scan_goes_on()
    {
        File.WriteAllText(_folder.File("file"), "");

        var result = await new Cli().RunAsync("scan", Data, "--cache", _folder.File("file"));

        result.Code.Should().Be(0, result.Error);
        result.Error.Split('\n').Should().ContainSingle(line => line.StartsWith($"The cache in '{_folder.File("file")}' cannot be used: "));
    }

    [Theory]
    [InlineData("--cache", "x", "--no-cache")]
    [InlineData("--cache", "")]
    public async Task What_contradicts_itself_is_refused(params string[] options)
    {
        var result = await new Cli().RunAsync(["scan", Data, .. options]);

        result.Code.Should().Be(2);
        result.Error.Should().StartWith("error: --cache ");
    }

    private string Configuration(string? file)
    {
        var path = _folder.File("datasetguard.yaml");
        if (file is null)
            File.WriteAllText(path, "failOn: error\n");

        return path;
    }
}
