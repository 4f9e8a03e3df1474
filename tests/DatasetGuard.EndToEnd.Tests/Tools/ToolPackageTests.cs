using System.IO.Compression;
using System.Text.Json;
using DatasetGuard.EndToEnd.Tests.Builds;

namespace DatasetGuard.EndToEnd.Tests.Tools;

/// <summary>The packed tool, from a folder feed in a profile that has never seen it.</summary>
[Collection(SharedFeed.Name)]
public sealed class ToolPackageTests(PackageFeed feed)
{
    /// <summary>The gallery refuses what is larger.</summary>
    private const long MaxPackageBytes = 250_000_000;

    [Fact]
    public async Task The_packed_tool_runs_by_itself_and_in_a_build_that_names_no_tool()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.Is64BitProcess, "The package of another platform is built by its release job.");
        using var folder = new TempFolder();
        await feed.PackToolAsync("linux-x64");
        feed.WriteSettings(folder.Path, feed.ToolPath);

        var scan = await DotNet.RunAsync(
            folder.Path, feed.CleanProfile, "tool", "exec", $"DatasetGuard.Cli@{feed.Version}", "--yes", "--", "scan", Checkout.Path("samples/poisoned-shapes"), "--format", "msbuild");
        using var project = new GuardedProject(feed);
        feed.WriteSettings(project["guarded"], feed.ToolPath);
        var build = await DotNet.RunAsync(project["guarded"], feed.CleanProfile, "build", "-nologo", "-tl:off", "-p:DatasetGuardVerbosity=normal");

        scan.Code.Should().Be(1, scan.Output);
        scan.Output.Should().Contain("error DG2201: ");
        (build.Code, GuardedProject.Scans(build)).Should().Be((0, 1), build.Output);
        CheckPackage(Path.Combine(feed.ToolPath, $"DatasetGuard.Cli.linux-x64.{feed.Version}.nupkg"));
    }

    private static void CheckPackage(string path)
    {
        new FileInfo(path).Length.Should().BeLessThan(MaxPackageBytes);
        using var package = ZipFile.OpenRead(path);
        package.Entries.Should().Contain(entry => entry.Name == "libtorch_cpu.so").And.NotContain(entry => entry.Name == "libtorch_python.so");
        using var settings = JsonDocument.Parse(package.Entries.Single(entry => entry.Name == "datasetguard.runtimeconfig.json").Open());
        var properties = settings.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");
        properties.GetProperty("System.Runtime.TieredPGO").GetBoolean().Should().BeFalse();
        properties.GetProperty("System.Runtime.TieredCompilation.QuickJitForLoops").GetBoolean().Should().BeFalse();
        properties.GetProperty("System.GC.Concurrent").GetBoolean().Should().BeFalse();
    }
}
