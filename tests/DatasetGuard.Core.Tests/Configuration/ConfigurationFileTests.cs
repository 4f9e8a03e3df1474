using System.Diagnostics;
using System.Text;
using CsCheck;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private const string Full = """
        dataset:
          path: [data/train, /sets/more.tar]
          format: tar
        depth: fast
        failOn: warning
        jobs: 2
        seed: -7
        output: out
        baseline: accepted.json
        rules:
          DG1003: off
          DG1005: error
          DG1102: { level: note, maxDistance: 6, minShare: 0.25 }
        suppressions:
          - rule: DG1005
            paths: ["docs/**", "*.tif"]
            class: cat
            reason: "drawings: not photos"
            expires: 2027-01-31
          - { rule: DG1102, paths: "**", reason: burst }
        limits: { maxBytes: 1_000, maxPixels: 2000, maxSeconds: 3 }
        """;

    private static readonly string[] Signs = ["", "*", "&a ", "[", "{", "!", "|", "\t", "\n---\n", "\0", "\ud800", "%", "'", "\"", "? ", "- "];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_key_is_read()
    {
        var read = Configurations.Parse(Full);

        read.File.Should().Be("datasetguard.yaml");
        read.Dataset.Paths.Should().Equal(Path.Combine("repo", "data/train"), "/sets/more.tar");
        (read.Dataset.Format, read.Depth, read.FailOn, read.Jobs, read.Seed).Should().Be(("tar", "fast", FailOn.Warning, 2, -7));
        (read.Output, read.Baseline).Should().Be((Path.Combine("repo", "out"), Path.Combine("repo", "accepted.json")));
        read.Rules.Keys.Should().Equal("DG1003", "DG1005", "DG1102");
        read.Rules["DG1003"].IsOff.Should().BeTrue();
        read.Rules["DG1005"].Level.Should().Be(FindingLevel.Error);
        read.Rules["DG1102"].Level.Should().Be(FindingLevel.Note);
        read.Rules["DG1102"].Options.Should().Equal(new Dictionary<string, double> { ["maxDistance"] = 6, ["minShare"] = 0.25 });
        read.Suppressions.Select(one => (one.Rule, one.Class, one.Reason, one.Expires, one.Line)).Should().Equal(
            ("DG1005", "cat", "drawings: not photos", new DateOnly(2027, 1, 31), 15),
            ("DG1102", null, "burst", null, 20));
        read.Suppressions[0].Paths.Select(pattern => pattern.Text).Should().Equal("docs/**", "*.tif");
        (read.Limits.MaxBytes, read.Limits.MaxPixels, read.Limits.MaxTime).Should().Be((1000, 2000, TimeSpan.FromSeconds(3)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    [InlineData("rules:\nsuppressions:\ndataset:\nlimits:\njobs:\n")]
    public void What_is_not_said_is_not_set(string yaml) =>
        Configurations.Parse(yaml).Should().BeEquivalentTo(new ScanConfiguration { File = "datasetguard.yaml" });

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_place_and_a_guess()
    {
        var faults = Configurations.Faults("""
            falOn: error
            depth: depp
            rules:
              DG1006: off
              DG1003: { levl: note, level: wraning }
              DG1102: { maxDistance: 17 }
            jobs: 0
            suppressions:
              - rule: DG1005
                paths: "/docs"
                expires: 31.1.2027
            """);

        faults.Should().SatisfyRespectively(
            fault => fault.Should().StartWith("1:1: the key 'falOn' is not known. Did you mean 'failOn'? Known: dataset, depth,"),
            fault => fault.Should().Be("2:8: 'depp' is not a value here. Did you mean 'deep'? Known: fast, standard, deep."),
            fault => fault.Should().StartWith("4:3: there is no rule 'DG1006'. Did you mean 'DG1003'?"),
            fault => fault.Should().Be("5:13: the key 'levl' is not known. Did you mean 'level'? Known: level."),
            fault => fault.Should().StartWith("5:32: 'wraning' is not a value here. Did you mean 'warning'?"),
            fault => fault.Should().Be("6:26: a whole number from 0 to 16 belongs here, not '17'."),
            fault => fault.Should().Be("7:7: a whole number from 1 to 1,024 belongs here, not '0'."),
            fault => fault.Should().StartWith("9:5: the suppression has no reason"),
            fault => fault.Should().Be("10:12: '/docs' is no pattern of paths: it starts inside the dataset, without /."),
            fault => fault.Should().Be("11:14: a date such as 2027-01-31 belongs here, not '31.1.2027'."));
    }

    [Theory]
    [InlineData("rules: [DG1003]", "1:8: a mapping such as 'DG1005: off' belongs here, not a list.")]
    [InlineData("rules: { DG1102: { minShare: .nan } }", "1:30: a number from 0 to 1 belongs here, not '.nan'.")]
    [InlineData("rules: { DG1102: { maxDistance: 1.5 } }", "1:33: a whole number from 0 to 16 belongs here, not '1.5'.")]
    [InlineData("jobs: [1]", "1:7: a single text belongs here, not a list.")]
    [InlineData("training: { membershipBudget: { auc: 0.4 } }", "1:38: a number from 0.5 to 1 belongs here, not '0.4'.")]
    [InlineData("training: { membershipBudget: { auc: 0.6, tprAtOnePercent: 2 } }", "1:60: a number from 0.01 to 1 belongs here, not '2'.")]
    [InlineData("training: { epochs: 0 }", "1:21: a whole number from 1 to 10,000 belongs here, not '0'.")]
    [InlineData("training: { privacy: storng }", "1:22: 'storng' is not a value here. Did you mean 'strong'? Known: standard, strong, differential.")]
    [InlineData("output: ''", "1:9: an empty text says nothing.")]
    [InlineData("dataset: data", "1:10: a mapping of path, format, labels belongs here, not a single value.")]
    [InlineData("dataset: { path: [] }", "1:18: the list is empty.")]
    [InlineData("suppressions: { rule: DG1005 }", "1:15: a list of suppressions belongs here, not a mapping.")]
    [InlineData("suppressions: [ x ]", "1:17: a suppression is a mapping of rule, paths and reason, not a single value.")]
    [InlineData("suppressions: [ { rule: DG1005, reason: x } ]", "1:17: the suppression has neither paths nor class. For everything that the rule finds, write paths: \"**\".")]
    [InlineData("suppressions: [ { rule: DG0002, paths: '**', reason: x } ]", "1:25: DG0002 is about the scan itself and cannot be suppressed; 'rules: { DG0002: off }' turns it off.")]
    [InlineData("jobs: 1\njobs: 2", "2:1: the key 'jobs' stands twice; it is already in line 1.")]
    [InlineData("? [a]\n: 1", "1:3: a key is a single word.")]
    [InlineData("jobs: &a 1\nseed: *a", "1:7: anchors (&) and aliases (*) are not taken: write the value out.")]
    [InlineData("seed: *a", "1:7: anchors (&) and aliases (*) are not taken: write the value out.")]
    [InlineData("jobs: !!int 1", "1:7: tags (!) are not taken.")]
    [InlineData("jobs: 1\n---\njobs: 2", "2:1: a second document begins here; a configuration is one.")]
    [InlineData("- a", "1:1: a mapping of dataset, depth, failOn, jobs, seed, output, baseline, accepted, cache, features, training, rules, suppressions, limits belongs here, not a list.")]
    public void A_mistake_is_told_with_its_place(string yaml, string fault) => Configurations.Faults(yaml).Should().Equal(fault);

    [Fact]
    public void What_is_no_YAML_is_told_with_its_line() =>
        Configurations.Faults("jobs: 1\nrules: {").Should().ContainSingle().Which.Should().MatchRegex(@"^\d:\d+: this is no YAML: ");

    [Fact]
    public void A_name_cannot_forge_a_line() =>
        Configurations.Faults("\"x\\n::error::y\\e[2J\": 1").Should().ContainSingle().Which.Should().NotContainAny("\n", "\u001b").And.Contain("x\\u000A::error::y\\u001B");

    /// <summary>A hundred bytes that would be nine billion lols, and files that are deep or wide instead. Half a second each; a blow-up would take minutes.</summary>
    [Theory]
    [InlineData("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]", 1)]
    [InlineData("[", 1 << 20)]
    [InlineData("{a: ", 1 << 18)]
    [InlineData("- ", 1 << 19)]
    [InlineData("? ", 1 << 19)]
    [InlineData("k: 1\n", 1 << 17)]
    [InlineData("a\n", 1 << 19)]
    [InlineData("'a' ", 1 << 18)]
    [InlineData("#\n", 1 << 19)]
    [InlineData("- |\n", 1 << 18)]
    public void A_bomb_is_refused(string part, int times)
    {
        var text = string.Concat(Enumerable.Repeat(part, times));

        Patience.Await(() => Configurations.Faults(text)).Count.Should().BeLessThan(60);
    }

    [Fact]
    public void A_longer_file_is_refused_before_it_is_parsed() =>
        Configurations.Faults(new string('#', (1 << 20) + 1)).Should().Equal("the file is longer than 1,048,576 characters; a configuration is short.");

    [Fact]
    public void Any_text_ends_in_a_configuration_or_in_its_exception() => Gen.String.Sample(text => Configurations.Faults(text).Count >= 0);

    [Fact]
    public void Any_change_of_a_good_file_ends_in_a_configuration_or_in_its_exception() =>
        Gen.Select(Gen.Int[0, Full.Length - 1], Gen.Int[0, 12], Gen.String[0, 6], Gen.Int[0, Signs.Length - 1].Select(i => Signs[i])).Array[1, 4]
            .Sample(
                changes =>
                {
                    var text = new StringBuilder(Full);
                    foreach (var (at, removed, inserted, sign) in changes)
                        text.Remove(Math.Min(at, text.Length), Math.Min(removed, text.Length - Math.Min(at, text.Length))).Insert(Math.Min(at, text.Length), inserted + sign);

                    return Configurations.Faults(text.ToString()).Count >= 0;
                },
                iter: 2000);

    [Fact]
    public void A_file_is_read_with_paths_from_its_own_folder()
    {
        var path = _folder.Write("conf/datasetguard.yaml", "dataset: { path: ../train }\n");

        var paths = ConfigurationFile.Read(path, Configurations.Rules).Dataset.Paths;

        Path.GetFullPath(paths[0]).Should().Be(Path.Combine(_folder.Path, "train"));
    }

    [Fact]
    public void A_file_that_cannot_be_read_says_why()
    {
        var latin = _folder.Write("latin.yaml", [(byte)'#', 0xE4, 0xF6]);

        ((Action)(() => ConfigurationFile.Read(_folder.Path + "/none.yaml", []))).Should().Throw<ConfigurationException>().WithMessage("*none.yaml: the configuration cannot be read: *");
        ((Action)(() => ConfigurationFile.Read(latin, []))).Should().Throw<ConfigurationException>().WithMessage("*it is no UTF-8 text.");
        ((Action)(() => ConfigurationFile.Read(_folder.Path, []))).Should().Throw<ConfigurationException>();
    }

    [Fact]
    public void A_pipe_or_a_device_does_not_hold_the_reader_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs mkfifo and /dev/zero.");
        var pipe = Path.Combine(_folder.Path, "pipe");
        Process.Start("mkfifo", pipe)!.WaitForExit();

        foreach (var path in (string[])["/dev/zero", pipe, ""])
            ((Action)(() => ConfigurationFile.Read(path, []))).Should().Throw<ConfigurationException>();
    }

    [Fact]
    public void The_template_is_a_configuration_with_and_without_its_comment_signs()
    {
        var template = ConfigurationFile.ReadTemplate();
        var keys = string.Join('\n', template.Split('\n').Where(line => !line.StartsWith("# ", StringComparison.Ordinal) || line.StartsWith("#  ", StringComparison.Ordinal)).Select(line => line.StartsWith('#') ? line[1..] : line));

        Configurations.Parse(template).Should().BeEquivalentTo(new ScanConfiguration { File = "datasetguard.yaml" });
        Configurations.Faults(keys).Should().BeEmpty();
        foreach (var key in ConfigurationKeys.Root.Keys.Select(key => key.Name))
            keys.Should().MatchRegex($"(?m)^{key}:");

        var inner = ConfigurationKeys.Suppression.Keys.Select(key => key.Name).Concat(ConfigurationKeys.Limits.Keys.Select(key => key.Name)).Concat(ConfigurationKeys.Dataset.Keys.Select(key => key.Name));
        foreach (var key in inner)
            keys.Should().MatchRegex($"(?m)^[ -]+{key}: ");
    }
}
