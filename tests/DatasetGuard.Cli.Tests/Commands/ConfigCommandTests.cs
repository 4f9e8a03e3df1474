using DatasetGuard.Core.Configuration;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Init_writes_a_file_that_validate_takes_and_does_not_write_over_one()
    {
        var init = await Run("config", "init");
        var validate = await Run("config", "validate");
        File.WriteAllText(_folder.File("datasetguard.yaml"), "jobs: 1\n");
        var again = await Run("config", "init");
        var kept = File.ReadAllText(_folder.File("datasetguard.yaml"));
        var forced = await Run("config", "init", "--force");

        (init.Code, validate.Code, again.Code, forced.Code).Should().Be((0, 0, 2, 0));
        validate.Out.Should().EndWith("datasetguard.yaml has no mistakes.\n");
        again.Error.Should().Contain("is there already. --force writes over it.");
        kept.Should().Be("jobs: 1\n");
        File.ReadAllText(_folder.File("datasetguard.yaml")).Should().Be(ConfigurationFile.ReadTemplate());
        Directory.GetFileSystemEntries(_folder.Path).Should().ContainSingle();
    }

    [Fact]
    public async Task Validate_tells_every_mistake_on_a_line_and_ends_with_2()
    {
        File.WriteAllText(_folder.File("bad.yaml"), "falOn: error\nrules: { DG2210: off }\n");

        var result = await Run("config", "validate", _folder.File("bad.yaml"));

        result.Code.Should().Be(2);
        result.Out.Should().BeEmpty();
        result.Error.Split('\n').Should().SatisfyRespectively(
            line => line.Should().StartWith($"error: {_folder.File("bad.yaml")}:1:1: the key 'falOn' is not known. Did you mean 'failOn'?"),
            line => line.Should().StartWith($"error: {_folder.File("bad.yaml")}:2:10: there is no rule 'DG2210'. Did you mean 'DG2201'?"),
            line => line.Should().BeEmpty());
    }

    [Fact]
    public async Task Validate_says_what_a_file_changes()
    {
        File.WriteAllText(_folder.File("datasetguard.yaml"), "rules: { DG2203: off, DG2202: off, DG1005: error }\nsuppressions: [{ rule: DG1005, paths: x, reason: y }]\n");

        var result = await Run("config", "validate");

        result.Code.Should().Be(0);
        result.Out.Should().EndWith("datasetguard.yaml has no mistakes; off: DG2202 DG2203; changed: DG1005; 1 suppression.\n");
    }

    [Fact]
    public async Task Schema_is_printed_as_it_ships() =>
        (await Run("config", "schema")).Should().Be(new CliResult(0, ConfigurationFile.ReadSchema(RuleCatalog.All.Descriptors), ""));

    [Fact]
    public async Task The_word_alone_shows_its_help_and_ends_with_2()
    {
        var result = await Run("config");

        result.Code.Should().Be(2);
        result.Out.Should().Contain("datasetguard config init");
    }

    private Task<CliResult> Run(params string[] args) => new Cli { Folder = _folder.Path }.RunAsync(args);
}
