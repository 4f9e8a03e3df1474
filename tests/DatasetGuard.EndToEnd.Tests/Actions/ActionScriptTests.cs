using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DatasetGuard.EndToEnd.Tests.Actions;

/// <summary>The scripts of the GitHub action, started as the runner starts them: inputs and result files by environment variables.</summary>
public sealed class ActionScriptTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ActionScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The path of bash on Windows is the runner's matter.");
        Directory.CreateDirectory(_folder["tool"]);
        Directory.CreateDirectory(_folder["work"]);
        WriteTool($"exec dotnet exec '{DotNet.BuiltTool}' \"$@\"");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_scan_gives_outputs_a_summary_and_annotations_and_leaves_the_failing_to_the_last_step()
    {
        var scan = await ScriptAsync("scan.sh", ("DG_PATH", Checkout.Path("samples/poisoned-shapes")));
        var outputs = Outputs();
        var judge = await ScriptAsync("judge.sh", ("DG_EXIT_CODE", outputs["exit-code"]));

        scan.Code.Should().Be(0, scan.Output);
        scan.Output.Should().Contain("::error file=").And.Contain("title=DG2201");
        outputs.Should().Contain(new Dictionary<string, string>
        {
            ["exit-code"] = "1",
            ["findings"] = "1",
            ["errors"] = "1",
            ["warnings"] = "0",
            ["report-file"] = "datasetguard-out/report.json",
            ["sarif-file"] = "datasetguard-out/code-scanning.sarif",
        });
        outputs["dataset-digest"].Should().MatchRegex("^[0-9a-f]{64}$");
        File.Exists(_folder["work/datasetguard-out/code-scanning.sarif"]).Should().BeTrue();
        (await SummaryAsync()).Should().StartWith("# DatasetGuard: fail").And.Contain("DG2201");
        judge.Code.Should().Be(1);
    }

    [Fact]
    public async Task A_scan_that_cannot_start_has_no_outputs_but_its_exit_code_and_is_not_spoken_for_by_an_old_report()
    {
        Directory.CreateDirectory(_folder["work/old"]);
        await File.WriteAllTextAsync(_folder["work/old/report.json"], "{}", TestContext.Current.CancellationToken);

        var scan = await ScriptAsync("scan.sh", ("DG_PATH", "nowhere"), ("DG_OUTPUT", "old"));

        scan.Code.Should().Be(0, scan.Output);
        Outputs().Should().Equal(new Dictionary<string, string> { ["exit-code"] = "2" });
        (await SummaryAsync()).Should().StartWith("# DatasetGuard: no result").And.Contain("exit code 2");
    }

    [Fact]
    public async Task What_a_scan_found_is_stated_for_the_signer_with_the_digest_of_the_manifest_as_subject()
    {
        await ScriptAsync("scan.sh", ("DG_PATH", Checkout.Path("samples/poisoned-shapes")), ("DG_OUTPUT", "out put"));
        var digest = Outputs()["dataset-digest"];

        var state = await ScriptAsync("attest.sh", ("DG_OUTPUT", "out put"));

        state.Code.Should().Be(0, state.Output);
        var outputs = Outputs();
        using var statement = JsonDocument.Parse(await File.ReadAllTextAsync(_folder[$"work/{outputs["statement-file"]}"], TestContext.Current.CancellationToken));
        using var predicate = JsonDocument.Parse(await File.ReadAllTextAsync(_folder[$"work/{outputs["predicate-file"]}"], TestContext.Current.CancellationToken));
        var subject = statement.RootElement.GetProperty("subject")[0].GetProperty("digest").GetProperty("sha256").GetString();
        var manifest = await File.ReadAllBytesAsync(_folder[$"work/{outputs["manifest-file"]}"], TestContext.Current.CancellationToken);
        subject.Should().Be(digest).And.Be(Convert.ToHexStringLower(SHA256.HashData(manifest)));
        predicate.RootElement.GetProperty("result").GetString().Should().Be("FAILED");
        (await File.ReadAllTextAsync(Checkout.Path(".github/actions/datasetguard/action.yml"), TestContext.Current.CancellationToken))
            .Should().Contain($"predicate-type: {statement.RootElement.GetProperty("predicateType").GetString()}\n");
    }

    [Fact]
    public async Task Nothing_is_stated_where_there_is_no_report()
    {
        var state = await ScriptAsync("attest.sh");

        state.Code.Should().NotBe(0);
        File.Exists(_folder["outputs"]).Should().BeFalse();
    }

    [Fact]
    public async Task Inputs_become_words_of_the_tool_whatever_they_contain()
    {
        WriteTool("printf '<%s>' \"$@\"");

        var scan = await ScriptAsync(
            "scan.sh",
            ("DG_PATH", "a b\n--evil\n@file\n$(touch owned)\n"), ("DG_CONFIG", "c;d.yaml"), ("DG_BASELINE", "e'f.json"), ("DG_FAIL_ON", "warning"), ("DG_FORMAT", "text"), ("DG_ARGS", "--seed\n7"));

        scan.Output.Should().Be("<scan><--format><text><--output><datasetguard-out><--config><c;d.yaml><--baseline><e'f.json><--fail-on><warning><--seed><7><a b><./--evil><./@file><$(touch owned)>");
        File.Exists(_folder["work/owned"]).Should().BeFalse();
    }

    [Theory]
    [InlineData(900 * 1024, false)]
    [InlineData((900 * 1024) + 1, true)]
    [InlineData(3_000_000, true)]
    public async Task A_summary_that_the_runner_would_drop_is_cut_and_says_so(int bytes, bool isCut)
    {
        var line = new string('é', 49) + "x\n";
        var text = string.Concat(Enumerable.Repeat(line, (bytes / 100) + 1));
        var report = Encoding.UTF8.GetBytes(text)[..(bytes - 1)];
        await File.WriteAllBytesAsync(_folder["report.md"], [.. report, (byte)'\n'], TestContext.Current.CancellationToken);
        WriteTool($"mkdir -p datasetguard-out; cp '{_folder["report.md"]}' datasetguard-out/report.md");

        var scan = await ScriptAsync("scan.sh");
        var summary = await File.ReadAllBytesAsync(_folder["summary"], TestContext.Current.CancellationToken);

        scan.Code.Should().Be(0, scan.Output);
        summary.Length.Should().BeLessThan(1 << 20).And.BeGreaterThan(899 * 1024);
        new UTF8Encoding(false, throwOnInvalidBytes: true).Invoking(encoding => encoding.GetString(summary)).Should().NotThrow();
        Encoding.UTF8.GetString(summary).Contains("The rest is cut off here").Should().Be(isCut);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("3", 3)]
    [InlineData("137", 137)]
    [InlineData("", 3)]
    public async Task The_last_step_fails_as_the_scan_did(string code, int expected)
    {
        var judge = await ScriptAsync("judge.sh", ("DG_EXIT_CODE", code));

        judge.Code.Should().Be(expected, judge.Output);
        judge.Output.Contains("::error").Should().Be(expected != 0);
    }

    [Theory]
    [InlineData("1.2.3", 0)]
    [InlineData("1.2.3-beta.1", 0)]
    [InlineData("", 2)]
    [InlineData("*", 2)]
    [InlineData("1.2.3 --source evil", 2)]
    public async Task The_tool_is_installed_in_one_exact_version_unless_the_cache_has_it(string version, int expected)
    {
        var install = await ScriptAsync("install.sh", ("DG_VERSION", version));

        install.Code.Should().Be(expected, install.Output);
    }

    private void WriteTool(string script)
    {
        File.WriteAllText(_folder["tool/datasetguard"], $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["tool/datasetguard"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<Run> ScriptAsync(string name, params (string Name, string Value)[] inputs)
    {
        var environment = inputs.ToDictionary(input => input.Name, input => input.Value);
        environment["GITHUB_ACTIONS"] = "true";
        environment["GITHUB_OUTPUT"] = _folder["outputs"];
        environment["GITHUB_STEP_SUMMARY"] = _folder["summary"];
        environment["DG_TOOL_FOLDER"] = _folder["tool"];
        return DotNet.StartAsync("bash", _folder["work"], environment, Checkout.Path($".github/actions/datasetguard/{name}"));
    }

    private Dictionary<string, string> Outputs() =>
        File.ReadAllLines(_folder["outputs"]).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private Task<string> SummaryAsync() => File.ReadAllTextAsync(_folder["summary"], TestContext.Current.CancellationToken);
}
