using System.Diagnostics;

namespace DatasetGuard.MSBuild.Tests;

/// <summary>A project of a few lines beside two images, with the built task and the built tool.</summary>
internal sealed class GuardedFolder : IDisposable
{
    /// <summary>One gray pixel.</summary>
    private const string SmallestPng = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

    public GuardedFolder()
    {
        WriteProject("test.proj", """<DatasetGuardDataset Include="$(Dataset)" />""");
        Write("data/cat/0.png", Convert.FromBase64String(SmallestPng));
        Write("data/dog/0.pgm", "P5 1 1 255\nx"u8.ToArray());
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("datasetguard-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public void WriteProject(string name, string items)
    {
        var task = System.IO.Path.Combine(AppContext.BaseDirectory, "task");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(
            this[name],
            $"""
            <Project DefaultTargets="Build">
              <PropertyGroup>
                <_DatasetGuardTaskAssembly>{task}/DatasetGuard.MSBuild.dll</_DatasetGuardTaskAssembly>
                <BaseIntermediateOutputPath>obj/</BaseIntermediateOutputPath>
                <Dataset Condition="'$(Dataset)' == ''">data</Dataset>
                <DatasetGuardToolPath>{AppContext.BaseDirectory}datasetguard.dll</DatasetGuardToolPath>
              </PropertyGroup>
              <Import Project="{task}/DatasetGuard.MSBuild.props" />
              <ItemGroup>{items}</ItemGroup>
              <Target Name="BeforeBuild" />
              <Target Name="Build" DependsOnTargets="BeforeBuild"><Message Importance="high" Text="the build went on" /></Target>
              <Import Project="{task}/DatasetGuard.MSBuild.targets" />
            </Project>
            """);
    }

    public void WriteTool(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The tool is a shell script.");
        if (OperatingSystem.IsWindows())
            return;

        File.WriteAllText(this["tool.sh"], $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(this["tool.sh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], bytes);
    }

    public Task<(int Code, string Output)> BuildAsync(params string[] options) => BuildAsync("test.proj", options);

    /// <summary>A node that stays alive would keep the task's file locked.</summary>
    public Task<(int Code, string Output)> BuildAsync(string project, string[] options) =>
        DotNetAsync(["msbuild", project, "-nologo", "-nodeReuse:false", "-tl:off", .. options.Where(option => option.Length > 0)]);

    public Task<(int Code, string Output)> ToolAsync(params string[] arguments) => DotNetAsync(["exec", $"{AppContext.BaseDirectory}datasetguard.dll", .. arguments]);

    private async Task<(int Code, string Output)> DotNetAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Path, UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
