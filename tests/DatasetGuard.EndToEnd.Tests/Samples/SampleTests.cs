using System.Runtime.InteropServices;

namespace DatasetGuard.EndToEnd.Tests.Samples;

/// <summary>The committed samples, built from the packed package as whoever copies them would.</summary>
[Collection(SharedFeed.Name)]
public sealed class SampleTests(PackageFeed feed)
{
    private const string Poisoned = "-p:TrainingData=../poisoned-shapes";

    [Fact]
    public async Task The_gate_lets_good_data_pass_once_and_compiles_nothing_on_poison()
    {
        using var samples = new SampleCopy(feed);

        var (good, first) = await samples.DotNetAsync("build", "gate");
        var (again, second) = await samples.DotNetAsync("build", "gate", "--no-restore");
        var (poisoned, third) = await samples.DotNetAsync("build", "gate", "--no-restore", Poisoned, "-t:Rebuild", $"-p:DatasetGuardReportDirectory={samples["report"]}");

        good.Code.Should().Be(0, good.Output);
        (first.Scans, first.Skips, first.Compilations).Should().Be((1, 0, 1));
        again.Code.Should().Be(0, again.Output);
        (second.Scans, second.Skips).Should().Be((0, 1));
        poisoned.Code.Should().Be(1, poisoned.Output);
        third.Errors.Should().Equal("DG2201");
        (third.Scans, third.Compilations).Should().Be((1, 0));
        File.Exists(samples["report/report.sarif"]).Should().BeTrue();
    }

    [Fact]
    public async Task Several_frameworks_one_of_them_a_reference_or_a_publication_are_one_scan_each_with_each_warning_once()
    {
        using var samples = new SampleCopy(feed);
        await File.WriteAllBytesAsync(samples["clean-shapes/train/disc/empty.png"], [], TestContext.Current.CancellationToken);
        string[][] builds =
        [
            ["build", "multi-targeted/library"],
            ["build", "multi-targeted/library", "-f", "net10.0"],
            ["build", "multi-targeted/app"],
            ["build", "multi-targeted/app", "-graph"],
            ["publish", "multi-targeted/library", "-f", "net10.0", "-r", RuntimeInformation.RuntimeIdentifier, "--no-self-contained"],
        ];

        foreach (var build in builds)
        {
            var (run, log) = await samples.DotNetAsync([.. build, "-p:DatasetGuardFailOn=none"]);

            run.Code.Should().Be(0, run.Output);
            (log.Scans, log.Skips).Should().Be((1, 0), $"of '{string.Join(' ', build)}': {run.Output}");
            log.Warnings.Should().Equal(["DG1001"], $"of '{string.Join(' ', build)}': {run.Output}");
            samples.Forget("multi-targeted/library");
        }
    }

    [Fact]
    public async Task The_pipeline_publishes_a_model_and_none_that_was_trained_on_poison_or_gives_away_too_much()
    {
        using var samples = new SampleCopy(feed);

        var (good, first) = await samples.DotNetAsync("publish", "pipeline", "-o", samples["good"]);
        var program = await DotNet.RunAsync(samples["good"], feed.CleanProfile, "pipeline.dll");
        var (talkative, over) = await samples.DotNetAsync("publish", "pipeline", "--no-restore", "-p:DatasetGuardMaxAuc=0.5", "-p:DatasetGuardTriggerData=", "-o", samples["talkative"]);
        Directory.Delete(samples["pipeline/obj/datasetguard/model"], recursive: true);
        var (poisoned, second) = await samples.DotNetAsync("publish", "pipeline", "--no-restore", Poisoned, "-o", samples["poisoned"]);
        var (forgiven, third) = await samples.DotNetAsync(
            "publish", "pipeline", "--no-restore", Poisoned, "-p:DatasetGuardContinueOnError=WarnAndContinue", "-o", samples["forgiven"]);

        good.Code.Should().Be(0, good.Output);
        (first.Scans, first.Trainings, first.Audits).Should().Be((1, 1, 1));
        talkative.Code.Should().Be(1, talkative.Output);
        over.Errors.Should().Equal("DG3101");
        Directory.Exists(samples["talkative/model"]).Should().BeFalse();
        program.Output.Should().StartWith("The model has ");
        (poisoned.Code, forgiven.Code).Should().Be((1, 1), poisoned.Output + forgiven.Output);
        (second.Trainings, second.Audits, third.Trainings, third.Audits).Should().Be((0, 0, 0, 0));
        second.Errors.Should().Equal("DG2201");
        third.Errors.Should().Equal("DG0012");
        third.Warnings.Should().Contain("DG2201");
        Directory.Exists(samples["pipeline/obj/datasetguard/model"]).Should().BeFalse();
        Directory.Exists(samples["forgiven/model"]).Should().BeFalse();
    }

    [Fact]
    public async Task The_pipeline_publishes_no_model_with_a_backdoor()
    {
        using var samples = new SampleCopy(feed);
        await Tool("poison", "clean-shapes/train", "poisoned", "--attack", "checker", "--target", "disc", "--rate", "0.1");
        await Tool("train", "poisoned", "--holdout", "clean-shapes/test", "--output", "model");

        var (run, log) = await samples.DotNetAsync("publish", "pipeline", $"-p:DatasetGuardModel={samples["model/model.safetensors"]}", "-o", samples["published"]);

        run.Code.Should().Be(1, run.Output);
        log.Errors.Should().Equal("DG3001");
        Directory.Exists(samples["published/model"]).Should().BeFalse();

        async Task Tool(params string[] arguments)
        {
            var done = await DotNet.RunAsync(samples[""], feed.CleanProfile, [DotNet.BuiltTool, .. arguments]);
            done.Code.Should().Be(0, done.Output);
        }
    }

    [Fact]
    public async Task Only_marked_lines_become_diagnostics_and_they_are_shown_again_where_nothing_is_scanned()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The tool is a shell script.");
        using var samples = new SampleCopy(feed);
        await File.WriteAllBytesAsync(samples["clean-shapes/train/disc/empty.png"], [], TestContext.Current.CancellationToken);
        var tool = samples["noisy.sh"];
        await File.WriteAllTextAsync(
            tool,
            $"""
            #!/bin/sh
            echo 'x.png : error DG2901: a log line'
            echo 'CSC : warning CS0001: another' >&2
            echo 'info: processed file error: none'
            exec dotnet exec '{DotNet.BuiltTool}' "$@"

            """,
            TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (first, scanned) = await samples.WithToolAsync(tool, "build", "gate", "-p:DatasetGuardFailOn=none");
        var (second, skipped) = await samples.WithToolAsync(tool, "build", "gate", "--no-restore", "-p:DatasetGuardFailOn=none");

        (first.Code, second.Code).Should().Be((0, 0), first.Output + second.Output);
        (scanned.Scans, skipped.Scans, skipped.Skips).Should().Be((1, 0, 1));
        scanned.Warnings.Should().Equal("DG1001");
        skipped.Warnings.Should().Equal("DG1001");
    }
}
