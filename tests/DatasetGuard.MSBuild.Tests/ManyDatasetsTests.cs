using System.Text;
using System.Text.Json;

namespace DatasetGuard.MSBuild.Tests;

/// <summary>Several data sets, several projects, thousands of findings, and places that cannot be written.</summary>
public sealed class ManyDatasetsTests : IDisposable
{
    private readonly GuardedFolder _guarded = new();

    public void Dispose() => _guarded.Dispose();

    [Fact]
    public async Task Each_name_is_a_dataset_of_its_own_with_its_reports_and_configuration()
    {
        _guarded.Write("other/cat/0.pgm", "P5 1 1 255\ny"u8.ToArray());
        _guarded.Write("other/cat/1.png", []);
        _guarded.Write("lenient.yaml", "failOn: none\n"u8.ToArray());
        _guarded.WriteProject(
            "test.proj",
            """
            <DatasetGuardDataset Include="data" Name="first" />
            <DatasetGuardDataset Include="other" Name="second" ConfigFile="lenient.yaml" />
            """);

        var (code, output) = await _guarded.BuildAsync();

        code.Should().Be(0, output);
        output.Should().Contain("other/cat/1.png : warning DG1001");
        (Verdict("first"), Verdict("second")).Should().Be(("pass", "pass"));
        Directory.EnumerateFiles(_guarded["obj/datasetguard"]).Should().BeEmpty();
    }

    [Fact]
    public async Task Items_without_a_name_are_the_parts_of_one_dataset()
    {
        _guarded.Write("more/train/cat/1.pgm", "P5 1 1 255\nz"u8.ToArray());
        _guarded.WriteProject("test.proj", """<DatasetGuardDataset Include="data;more/train" />""");

        var (code, output) = await _guarded.BuildAsync();

        code.Should().Be(0, output);
        Report().GetProperty("dataset").GetProperty("samples").GetInt32().Should().Be(3);
    }

    [Fact]
    public async Task What_a_baseline_accepts_does_not_fail_the_build_until_there_is_more()
    {
        _guarded.Write("data/dog/1.png", []);
        var failed = await _guarded.BuildAsync();
        await _guarded.ToolAsync("baseline", "create", "data", "--output", "accepted.json", "--quiet");

        var (code, output) = await _guarded.BuildAsync("-p:DatasetGuardBaseline=accepted.json");
        _guarded.Write("data/dog/2.png", []);
        var again = await _guarded.BuildAsync("-p:DatasetGuardBaseline=accepted.json");

        failed.Code.Should().Be(1, failed.Output);
        code.Should().Be(0, output);
        output.Should().NotContain("DG1001");
        again.Code.Should().Be(1, again.Output);
        again.Output.Should().Contain("error DG1001");
    }

    [Theory]
    [InlineData("features:\n  model: 'my encoder.onnx' # ours\n", "my encoder.onnx")]
    [InlineData("features: { model: my encoder.onnx, layer: x }\n", "my encoder.onnx")]
    [InlineData("features: { model: my model }\n", "my model/model.json")]
    public async Task What_the_configuration_names_is_scanned_again_when_it_changes(string configuration, string file)
    {
        _guarded.Write("datasetguard.yaml", Encoding.UTF8.GetBytes(configuration));
        _guarded.Write(file, "1"u8.ToArray());
        var scans = new List<int>();
        async Task Build()
        {
            var (code, output) = await _guarded.BuildAsync("-p:DatasetGuardVerbosity=normal");
            code.Should().Be(0, output);
            scans.Add(output.Split(" files in ").Length - 1);
        }

        await Build();
        await Build();
        _guarded.Write(file, "22"u8.ToArray());
        await Build();

        scans.Should().Equal(1, 0, 1);
    }

    [Fact]
    public async Task The_labels_that_the_configuration_gives_a_dataset_are_used_and_it_is_scanned_again_when_they_change()
    {
        _guarded.Write("datasetguard.yaml", "dataset: { path: data, labels: of.csv }\n"u8.ToArray());
        var classes = new List<int>();
        foreach (var label in (string[])["pet", "dog"])
        {
            _guarded.Write("of.csv", Encoding.UTF8.GetBytes($"path,label\ncat/0.png,pet\ndog/0.pgm,{label}\n"));
            var (code, output) = await _guarded.BuildAsync();
            code.Should().Be(0, output);
            classes.Add(Report().GetProperty("dataset").GetProperty("classes").GetArrayLength());
        }

        classes.Should().Equal(1, 2);
    }

    [Fact]
    public async Task A_list_that_has_the_mark_of_an_archive_in_it_hides_no_change_of_its_images()
    {
        const string Start = "path,label,note\nx/cat.pgm,cat,";
        _guarded.Write("lists/x/cat.pgm", "P5 1 1 255\nx"u8.ToArray());
        _guarded.Write("lists/list.csv", Encoding.UTF8.GetBytes($"{Start.PadRight(257, '-')}ustar\n"));

        var before = await _guarded.BuildAsync("-p:Dataset=lists/list.csv");
        _guarded.Write("lists/x/cat.pgm", []);
        var after = await _guarded.BuildAsync("-p:Dataset=lists/list.csv");

        before.Code.Should().Be(0, before.Output);
        after.Code.Should().Be(1, after.Output);
    }

    [Fact]
    public async Task A_project_without_a_dataset_is_not_scanned_and_a_detailed_log_says_so()
    {
        _guarded.WriteProject("test.proj", "");

        var (code, output) = await _guarded.BuildAsync("-v:detailed");

        code.Should().Be(0, output);
        output.Should().Contain("the project has no DatasetGuardDataset item, so nothing is scanned");
        Directory.Exists(_guarded["obj"]).Should().BeFalse();
    }

    [Fact]
    public async Task Five_thousand_findings_are_that_many_warnings_and_so_when_shown_again()
    {
        var unused = Enumerable.Range(0, 5000).Select(i => $"  - {{ rule: DG1001, paths: [\"cat/x{i}.png\"], reason: gone }}\n");
        _guarded.Write("datasetguard.yaml", Encoding.UTF8.GetBytes($"suppressions:\n{string.Concat(unused)}"));

        var scanned = await _guarded.BuildAsync("-clp:NoSummary");
        var shown = await _guarded.BuildAsync("-clp:NoSummary");

        (scanned.Code, shown.Code).Should().Be((0, 0));
        scanned.Output.Split(": warning DG0002: ").Should().HaveCount(5001);
        shown.Output.Should().Be(scanned.Output);
    }

    [Fact]
    public async Task Two_projects_scan_the_same_data_at_once()
    {
        _guarded.Write("data/dog/1.png", []);
        foreach (var name in (string[])["a", "b"])
            _guarded.WriteProject($"{name}/{name}.proj", """<DatasetGuardDataset Include="../data" />""");
        _guarded.Write("all.proj", """<Project><Target Name="Build"><MSBuild Projects="a/a.proj;b/b.proj" BuildInParallel="true" /></Target></Project>"""u8.ToArray());

        var (code, output) = await _guarded.BuildAsync("all.proj", ["-m:2", "-clp:NoSummary", "-p:DatasetGuardFailOn=none"]);

        code.Should().Be(0, output);
        output.Split("warning DG1001").Should().HaveCount(3, output);
        (Report("a/obj/datasetguard").GetRawText() == Report("b/obj/datasetguard").GetRawText()).Should().BeTrue("the same data give the same report");
    }

    [Fact]
    public async Task A_folder_without_images_is_one_error_that_says_what_to_do()
    {
        Directory.Delete(_guarded["data"], recursive: true);
        Directory.CreateDirectory(_guarded["data/cat"]);

        var (code, output) = await _guarded.BuildAsync("-clp:NoSummary");

        code.Should().Be(1, output);
        output.Should().Contain("error DG0011: No image with a class is in 'data'. Put images into").And.NotContain("the build went on");
        output.Split(" error ").Should().HaveCount(2, output);
    }

    /// <summary>A file where the folder should be stops everybody; the system's own folders stop the administrator too, whom no permission does.</summary>
    [Theory]
    [InlineData("taken/")]
    [InlineData("/proc/datasetguard/")]
    [InlineData("/sys/datasetguard/")]
    public async Task An_obj_that_cannot_be_written_is_one_error_that_names_the_place(string obj)
    {
        Assert.SkipWhen(obj[0] == '/' && !OperatingSystem.IsLinux(), "The folder is one of Linux.");
        _guarded.Write("taken", []);
        File.WriteAllText(_guarded["test.proj"], File.ReadAllText(_guarded["test.proj"]).Replace(">obj/<", $">{obj}<"));

        var (code, output) = await _guarded.BuildAsync("-clp:NoSummary");

        code.Should().Be(1, output);
        output.Should().Contain("error DG0011: ").And.Contain($"'{obj}datasetguard/' be written").And.NotContain("the build went on");
        output.Split(" error ").Should().HaveCount(2, output);
    }

    private string Verdict(string name) => Report($"obj/datasetguard/{name}").GetProperty("verdict").GetString()!;

    private JsonElement Report(string folder = "obj/datasetguard")
    {
        using var report = JsonDocument.Parse(File.ReadAllText(_guarded[$"{folder}/report.json"]));
        return report.RootElement.Clone();
    }
}
