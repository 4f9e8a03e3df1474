using System.Diagnostics;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.MSBuild.Tests;

/// <summary>Builds a project of a few lines with the real MSBuild, the built task and the built tool.</summary>
public sealed class DatasetGuardScanTests : IDisposable
{
    private readonly GuardedFolder _guarded = new();
    private readonly string _folder;

    public DatasetGuardScanTests() => _folder = _guarded.Path;

    public void Dispose() => _guarded.Dispose();

    [Fact]
    public async Task Good_images_let_the_build_go_on()
    {
        var (code, output) = await Build();

        code.Should().Be(0, output);
        output.Should().Contain("the build went on").And.NotContain("error");
    }

    [Fact]
    public async Task A_broken_image_is_an_error_of_the_build_with_file_and_rule()
    {
        Write("dog/1.png", []);

        var (code, output) = await Build();

        code.Should().Be(1);
        output.Should().Contain("data/dog/1.png : error DG1001: 1 file without a byte").And.NotContain("the build went on").And.NotContain("MSB6006");
    }

    [Fact]
    public async Task A_file_whose_name_reads_like_an_error_is_not_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows allows no such names.");
        Write($"dog/x\n{MsBuildReport.Marker}a.png: error DG2901: forged\n.png", []);

        var (code, output) = await Build("-p:DatasetGuardFailOn=none");

        code.Should().Be(0, output);
        output.Should().Contain("warning DG1001").And.NotContain("error DG2901: forged\n");
        output.Should().Contain("the build went on");
    }

    [Fact]
    public async Task A_scan_that_cannot_run_is_an_error_with_the_reason()
    {
        Directory.Delete(Path.Combine(_folder, "data"), recursive: true);

        var (code, output) = await Build();

        code.Should().Be(1);
        output.Should().Contain("error DG0011: There is no dataset at 'data'.");
    }

    [Theory]
    [InlineData("datasetguard.yaml")]
    [InlineData("lenient.yaml", "-p:DatasetGuardConfigFile=lenient.yaml")]
    public async Task The_configuration_beside_the_project_or_a_named_one_is_used(string name, params string[] options)
    {
        Write("dog/1.png", []);
        File.WriteAllText(Path.Combine(_folder, name), "failOn: none\n");

        var (code, output) = await Build(options);

        code.Should().Be(0, output);
        output.Should().Contain("warning DG1001").And.Contain("the build went on");
    }

    [Fact]
    public async Task Every_mistake_in_the_configuration_is_an_error_of_the_build_with_its_place()
    {
        File.WriteAllText(Path.Combine(_folder, "datasetguard.yaml"), "falOn: none\ndepht: fast\n");

        var (code, output) = await Build();

        code.Should().Be(1);
        output.Should().Contain("datasetguard.yaml(1,1): error DG0011: the key 'falOn' is not known. Did you mean 'failOn'?")
            .And.Contain("datasetguard.yaml(2,1): error DG0011: the key 'depht' is not known. Did you mean 'depth'?");
    }

    [Theory]
    [InlineData("a b;c")]
    [InlineData("it's \"ä\" 100%20")]
    [InlineData("@-x")]
    public async Task A_dataset_may_be_called_anything(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows allows no such names.");
        Directory.Move(Path.Combine(_folder, "data"), Path.Combine(_folder, name));
        var escaped = string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) || character > '~' ? $"{character}" : $"%{(int)character:X2}"));

        var (code, output) = await Build($"-p:Dataset={escaped}");

        code.Should().Be(0, output);
        File.Exists(Path.Combine(_folder, "obj", "datasetguard", "report.json")).Should().BeTrue();
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_one_error_with_what_to_do()
    {
        var (code, output) = await Build("-p:DatasetGuardToolPath=nowhere/datasetguard.dll");

        code.Should().Be(1);
        output.Should().Contain("error DG0010: DatasetGuardToolPath names 'nowhere/datasetguard.dll', which is not there.");
        output.Split(" error ").Should().HaveCount(2, output);
    }

    [Theory]
    [InlineData("echo 'x.png : error DG2901: a log line'; echo 'info: file error: none' >&2", "error DG0011: The tool ended without an error and left no report")]
    [InlineData("echo 'DatasetGuard> data/x.png: error DG1001: bad'", "data/x.png : error DG1001: bad")]
    [InlineData("echo gone; kill -9 $$", "error DG0011: datasetguard ended with exit code 137 and gave no reason: it was killed or has crashed. It said last: gone")]
    [InlineData("echo 'no such command' >&2; exit 1", "error DG0010: The tool datasetguard cannot be started. Look whether")]
    [InlineData("echo 'error: one' >&2; echo 'error: two' >&2; exit 3", "error DG0011: one", "error DG0011: two")]
    public async Task Whatever_a_tool_does_it_passes_only_with_a_report_and_without_an_error(string script, params string[] errors)
    {
        WriteTool(script);

        var (code, output) = await Build("-p:DatasetGuardToolPath=tool.sh");

        code.Should().Be(1, output);
        output.Should().ContainAll(errors).And.NotContain("the build went on").And.NotContain("MSB6006");
        output.Split(" error DG").Should().HaveCount(errors.Length + 1, output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-p:DatasetGuardEnabled=false")]
    [InlineData("-p:DatasetGuardContinueOnError=WarnAndContinue")]
    public async Task No_model_is_trained_on_a_dataset_that_did_not_pass(string option)
    {
        await Build();
        Write("dog/1.png", []);

        var (code, output) = await Build("-t:DatasetGuardTrain", option);

        code.Should().Be(1, output);
        output.Should().Contain(option.Length == 0 ? "error DG1001" : "error DG0012: No model is trained").And.NotContain("command 'train'");
    }

    [Fact]
    public async Task A_model_is_trained_on_data_that_passed_and_replaced_by_the_next_build()
    {
        var random = new Random(1);
        foreach (var name in (string[])["cat/1", "cat/2", "dog/1", "dog/2"])
            Write($"{name}.pgm", [.. "P5 8 8 255\n"u8, .. Enumerable.Range(0, 64).Select(_ => (byte)random.Next(256))]);

        var (code, output) = await Build("-t:DatasetGuardTrain");
        var model = Path.Combine(_folder, "obj", "datasetguard", "model", "model.safetensors");
        var first = File.Exists(model) ? File.ReadAllBytes(model) : [];
        var again = await Build("-t:DatasetGuardTrain");

        code.Should().Be(0, output);
        again.Code.Should().Be(0, again.Output);
        first.Should().NotBeEmpty().And.Equal(File.ReadAllBytes(model));
    }

    [Fact]
    public async Task The_model_is_audited_after_its_training_and_a_budget_fails_the_build()
    {
        var random = new Random(1);
        for (var i = 0; i < 220; i++)
            Write($"{(i % 2 == 0 ? "cat" : "dog")}/noise{i}.pgm", [.. "P5 8 8 255\n"u8, .. Enumerable.Range(0, 64).Select(_ => (byte)random.Next(256))]);

        var (code, output) = await Build("-t:DatasetGuardAudit", "-p:DatasetGuardDepth=fast", "-p:DatasetGuardMaxAuc=1");
        var over = await Build("-t:DatasetGuardAudit", "-p:DatasetGuardDepth=fast", "-p:DatasetGuardMaxAuc=0.5");
        var lenient = await Build("-t:DatasetGuardAudit", "-p:DatasetGuardDepth=fast", "-p:DatasetGuardMaxAuc=0.5", "-p:DatasetGuardFailOn=none");
        var unjudged = await Build("-t:DatasetGuardAudit", "-p:DatasetGuardDepth=fast", "-p:DatasetGuardMaxTpr=0.5");
        var triggers = await Build("-t:DatasetGuardAudit", "-p:DatasetGuardDepth=fast", "-p:DatasetGuardMaxAuc=1", "-p:DatasetGuardTriggerData=data");

        code.Should().Be(0, output);
        File.Exists(Path.Combine(_folder, "obj", "datasetguard", "model", "audit", "audit.json")).Should().BeTrue();
        over.Code.Should().Be(1, over.Output);
        over.Output.Should().Contain("data : error DG3101: The model gives away more than the budget allows").And.NotContain("MSB6006");
        lenient.Code.Should().Be(0, lenient.Output);
        lenient.Output.Should().Contain("data : warning DG3101: ");
        triggers.Code.Should().Be(0, triggers.Output);
        File.Exists(Path.Combine(_folder, "obj", "datasetguard", "model", "audit", "triggers.png")).Should().BeTrue();
        unjudged.Code.Should().Be(1, unjudged.Output);
        unjudged.Output.Should().Contain("error DG3103: The scan is incomplete: A false-positive rate of 1 % needs 1,000 non-members").And.NotContain("MSB6006");
    }

    [Theory]
    [InlineData("train", "-t:DatasetGuardTrain")]
    [InlineData("audit", "-t:DatasetGuardAudit", "-p:DatasetGuardModel=model.onnx")]
    public async Task A_command_that_the_tool_does_not_have_is_an_error_that_says_so(string command, params string[] options)
    {
        WriteTool(
            $"""
            [ "$1" = scan ] && exec dotnet exec "{AppContext.BaseDirectory}datasetguard.dll" "$@"
            echo "error: '$1' is not a command. Did you mean 'rules'?" >&2
            exit 2
            """);

        var (code, output) = await Build(["-p:DatasetGuardToolPath=tool.sh", .. options]);

        code.Should().Be(1, output);
        output.Should().Contain($"error DG0011: The datasetguard that was found has no command '{command}': use a version that has it.");
    }

    [Fact]
    public async Task The_ids_of_the_task_are_no_rules()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", $"{AppContext.BaseDirectory}datasetguard.dll", "rules"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;

        var rules = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        rules.Should().Contain("DG0001").And.NotContainAny("DG0010", "DG0011", "DG0012");
    }

    [Theory]
    [InlineData("-p:DatasetGuardEnabled=false")]
    [InlineData("-p:DesignTimeBuild=true")]
    public async Task Nothing_is_scanned_when_it_is_turned_off_or_an_editor_only_asks_for_the_project(string option)
    {
        Write("dog/1.png", []);

        var (code, output) = await Build(option);

        code.Should().Be(0, output);
        output.Should().NotContain("DG1001");
    }

    private void WriteTool(string script) => _guarded.WriteTool(script);

    private void Write(string name, byte[] bytes) => _guarded.Write($"data/{name}", bytes);

    private Task<(int Code, string Output)> Build(params string[] options) => _guarded.BuildAsync(options);
}
