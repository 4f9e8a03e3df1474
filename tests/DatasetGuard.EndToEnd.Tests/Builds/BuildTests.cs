using System.Diagnostics;
using System.Net;

namespace DatasetGuard.EndToEnd.Tests.Builds;

/// <summary>The packed MSBuild package in projects as a stranger would write them.</summary>
[Collection(SharedFeed.Name)]
public sealed class BuildTests(PackageFeed feed)
{
    [Fact]
    public async Task A_dataset_is_scanned_again_exactly_when_something_has_changed()
    {
        using var project = new GuardedProject(feed);
        var scans = new List<int>();
        async Task Build(params string[] options)
        {
            var run = await project.BuildAsync(options);
            run.Code.Should().Be(0, run.Output);
            scans.Add(GuardedProject.Scans(run));
        }

        await Build();
        await Build();
        project.WriteImage("cat/1.pgm", 80);
        await Build("--no-restore");
        File.Delete(project["guarded/data/train/cat/1.pgm"]);
        await Build("--no-restore");
        File.SetLastWriteTimeUtc(project["guarded/data/train/cat/0.pgm"], new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await Build("--no-restore");
        await Build("--no-restore", "-p:DatasetGuardFailOn=note");
        project.Write("guarded/datasetguard.yaml", "failOn: error\n");
        await Build("--no-restore", "-p:DatasetGuardFailOn=note");
        await Build("--no-restore", "-p:DatasetGuardFailOn=note");

        scans.Should().Equal(1, 0, 1, 1, 1, 1, 1, 0);
    }

    [Fact]
    public async Task Two_builds_of_one_project_at_once_scan_once()
    {
        using var project = new GuardedProject(feed);
        var restored = await project.DotNetAsync("restore", "guarded");
        restored.Code.Should().Be(0, restored.Output);

        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => project.BuildAsync("--no-restore", "-t:DatasetGuardScan")));

        runs.Should().AllSatisfy(run => run.Code.Should().Be(0, run.Output));
        runs.Sum(GuardedProject.Scans).Should().Be(1);
    }

    [Fact]
    public async Task A_manifest_is_scanned_again_when_an_image_that_it_names_has_changed()
    {
        using var project = new GuardedProject(feed);
        project.Write("guarded/data/labels.csv", "path,label\ntrain/cat/0.pgm,cat\ntrain/dog/0.pgm,dog\n");
        project.Write("guarded/guarded.csproj", File.ReadAllText(project["guarded/guarded.csproj"]).Replace("data/train", "data/labels.csv"));

        var first = await project.BuildAsync();
        var second = await project.BuildAsync("--no-restore");
        project.WriteImage("dog/0.pgm", 100);
        File.SetLastWriteTimeUtc(project["guarded/data/train/dog/0.pgm"], new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var third = await project.BuildAsync("--no-restore");

        first.Code.Should().Be(0, first.Output);
        new[] { first, second, third }.Select(GuardedProject.Scans).Should().Equal(1, 0, 1);
    }

    [Fact]
    public async Task Clean_removes_what_a_scan_left()
    {
        using var project = new GuardedProject(feed);
        await project.BuildAsync();
        var left = Directory.Exists(project["guarded/obj/datasetguard"]);

        var clean = await project.DotNetAsync("clean", "guarded");

        clean.Code.Should().Be(0, clean.Output);
        (left, Directory.Exists(project["guarded/obj/datasetguard"])).Should().Be((true, false));
    }

    [Fact]
    public async Task Warnings_are_shown_again_where_nothing_is_scanned_and_obey_the_build()
    {
        using var project = new GuardedProject(feed);
        project.Write("guarded/data/train/dog/1.png", "");
        const string Lenient = "-p:DatasetGuardFailOn=none";

        var first = await project.BuildAsync(Lenient);
        var second = await project.BuildAsync(Lenient, "--no-restore");
        var ignored = await project.BuildAsync(Lenient, "--no-restore", "-p:NoWarn=DG1001");
        var named = await project.BuildAsync(Lenient, "--no-restore", "-p:WarningsAsErrors=DG1001");
        var all = await project.BuildAsync(Lenient, "--no-restore", "-p:MSBuildTreatWarningsAsErrors=true");

        (first.Code, GuardedProject.Scans(first)).Should().Be((0, 1), first.Output);
        (second.Code, GuardedProject.Scans(second)).Should().Be((0, 0), second.Output);
        second.Output.Should().Contain("data/train/dog/1.png : warning DG1001: ");
        ignored.Code.Should().Be(0, ignored.Output);
        ignored.Output.Should().NotContain("warning DG1001");
        (named.Code, all.Code).Should().Be((1, 1), named.Output + all.Output);
        named.Output.Should().Contain("error DG1001: ");
    }

    [Fact]
    public async Task An_error_that_is_forgiven_is_a_warning_and_is_scanned_again_next_time()
    {
        using var project = new GuardedProject(feed);
        project.Write("guarded/data/train/dog/1.png", "");

        var first = await project.BuildAsync("-p:DatasetGuardContinueOnError=WarnAndContinue");
        var second = await project.BuildAsync("-p:DatasetGuardContinueOnError=WarnAndContinue", "--no-restore");

        (first.Code, GuardedProject.Scans(first)).Should().Be((0, 1), first.Output);
        (second.Code, GuardedProject.Scans(second)).Should().Be((0, 1), second.Output);
        second.Output.Should().Contain("warning DG1001: ").And.NotContain("error DG1001: ");
    }

    [Fact]
    public async Task A_feed_without_the_tool_gives_one_error_with_the_command_to_run()
    {
        using var project = new GuardedProject(feed);
        feed.WriteSettings(project["guarded"]);

        // Another test may have fetched the tool into the folder that the tests share.
        var profile = new Dictionary<string, string>(feed.CleanProfile) { ["NUGET_PACKAGES"] = project["packages"] };

        var run = await DotNet.RunAsync(project["guarded"], profile, "build", "-nologo", "-tl:off");

        run.Code.Should().Be(1, run.Output);
        run.Output.Should().Contain($"error DG0010: The tool datasetguard cannot be started. Run 'dotnet tool exec DatasetGuard.Cli@{feed.Version} --yes -- --version'");
        run.Output.Should().Contain(" 1 Error(s)");
    }

    [Fact]
    public async Task A_feed_that_is_down_gives_one_error_with_the_command_to_run()
    {
        using var project = new GuardedProject(feed);
        var restored = await project.DotNetAsync("restore", "guarded");
        restored.Code.Should().Be(0, restored.Output);
        feed.WriteSettings(project["guarded"], $"http://{IPAddress.Loopback}:9/v3/index.json");
        var profile = new Dictionary<string, string>(feed.CleanProfile) { ["NUGET_PACKAGES"] = project["packages"] };

        var run = await DotNet.RunAsync(project["guarded"], profile, "build", "--no-restore", "-nologo", "-tl:off");

        run.Code.Should().Be(1, run.Output);
        run.Output.Should().Contain("error DG0010: The tool datasetguard cannot be started. Run 'dotnet tool exec ").And.Contain($"{IPAddress.Loopback}:9");
        run.Output.Should().Contain(" 1 Error(s)");
    }

    [Fact]
    public async Task Ctrl_C_stops_the_scan()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The signal is sent by a shell.");
        using var project = new GuardedProject(feed);
        var restored = await project.DotNetAsync("restore", "guarded");
        restored.Code.Should().Be(0, restored.Output);
        project.Write("slow.sh", $"#!/bin/sh\necho $$ > {project["pid"]}\nexec sleep 300\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(project["slow.sh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var start = DotNet.StartInfo("dotnet", project["guarded"], feed.CleanProfile, "build", "--no-restore", "-nologo", "-tl:off", $"-p:DatasetGuardToolPath={project["slow.sh"]}");
        using var build = Process.Start(start)!;
        var output = build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var tool = await ToolOf(project["pid"], build);
        using var signal = Process.Start("kill", ["-INT", $"{build.Id}"]);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        build.ExitCode.Should().NotBe(0, await output);
        Directory.Exists($"/proc/{tool}").Should().BeFalse("the tool ends with the build");
    }

    /// <summary>Waits until the tool has told its process.</summary>
    private static async Task<string> ToolOf(string file, Process build)
    {
        while (!build.HasExited)
        {
            if (File.Exists(file) && await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) is { Length: > 1 } id && id.EndsWith('\n'))
                return id.Trim();

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException("The build ended before the tool was started.");
    }
}
