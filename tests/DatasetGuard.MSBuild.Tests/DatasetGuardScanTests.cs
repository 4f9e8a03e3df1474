using System.Diagnostics;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.MSBuild.Tests;

/// <summary>Builds a project of a few lines with the real MSBuild, the built task and the built tool.</summary>
public sealed class DatasetGuardScanTests : IDisposable
{
    /// <summary>One gray pixel.</summary>
    private const string SmallestPng = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

    private readonly string _folder = Directory.CreateTempSubdirectory("datasetguard-test-").FullName;

    public DatasetGuardScanTests()
    {
        var task = Path.Combine(AppContext.BaseDirectory, "task");
        File.WriteAllText(
            Path.Combine(_folder, "test.proj"),
            $"""
            <Project>
              <PropertyGroup>
                <_DatasetGuardTaskAssembly>{task}/DatasetGuard.MSBuild.dll</_DatasetGuardTaskAssembly>
                <DatasetGuardToolPath>{AppContext.BaseDirectory}datasetguard.dll</DatasetGuardToolPath>
              </PropertyGroup>
              <Import Project="{task}/DatasetGuard.MSBuild.props" />
              <ItemGroup><DatasetGuardDataset Include="data" /></ItemGroup>
              <Target Name="BeforeBuild" />
              <Target Name="Build" DependsOnTargets="BeforeBuild"><Message Importance="high" Text="the build went on" /></Target>
              <Import Project="{task}/DatasetGuard.MSBuild.targets" />
            </Project>
            """);
        Write("cat/0.png", Convert.FromBase64String(SmallestPng));
        Write("dog/0.png", Convert.FromBase64String(SmallestPng));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

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
        output.Should().Contain("error DG0001: There is no dataset at 'data'.");
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
    public async Task A_mistake_in_the_configuration_is_an_error_of_the_build()
    {
        File.WriteAllText(Path.Combine(_folder, "datasetguard.yaml"), "falOn: none\n");

        var (code, output) = await Build();

        code.Should().Be(1);
        output.Should().Contain("error DG0001: datasetguard.yaml:1:1: the key 'falOn' is not known. Did you mean 'failOn'?");
    }

    [Fact]
    public async Task Nothing_is_scanned_when_it_is_turned_off()
    {
        Write("dog/1.png", []);

        var (code, output) = await Build("-p:DatasetGuardEnabled=false");

        code.Should().Be(0, output);
        output.Should().NotContain("DG1001");
    }

    private void Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, "data", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private async Task<(int Code, string Output)> Build(params string[] options)
    {
        // A node that stays alive would keep the task's file locked.
        var start = new ProcessStartInfo("dotnet", ["msbuild", "test.proj", "-nologo", "-nodeReuse:false", "-t:Build", "-tl:off", .. options])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
