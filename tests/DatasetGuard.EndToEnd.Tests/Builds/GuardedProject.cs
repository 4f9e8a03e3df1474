namespace DatasetGuard.EndToEnd.Tests.Builds;

/// <summary>A new project with one reference to the package and one dataset, as a stranger would write it.</summary>
internal sealed class GuardedProject : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PackageFeed _feed;

    public GuardedProject(PackageFeed feed)
    {
        _feed = feed;
        feed.WriteSettings(_folder.Path, PackageFeed.FetchedPackages);
        Write(
            "guarded/guarded.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>
                <PackageReference Include="DatasetGuard.MSBuild" Version="{feed.Version}" PrivateAssets="all" />
                <DatasetGuardDataset Include="data/train" />
              </ItemGroup>
            </Project>
            """);
        Directory.CreateDirectory(this["guarded/data/train/cat"]);
        Directory.CreateDirectory(this["guarded/data/train/dog"]);
        WriteImage("cat/0.pgm", 40);
        WriteImage("dog/0.pgm", 200);
    }

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
    }

    /// <summary>A gray image in which no rule finds anything by itself.</summary>
    public void WriteImage(string name, byte level) =>
        File.WriteAllBytes(this[$"guarded/data/train/{name}"], [.. "P5 4 4 255\n"u8, .. Enumerable.Range(0, 16).Select(pixel => (byte)(level + pixel))]);

    public Task<Run> BuildAsync(params string[] options) => DotNetAsync(["build", "guarded", .. options]);

    /// <summary>With the tool as it was built, telling of each scan.</summary>
    public Task<Run> DotNetAsync(params string[] arguments) =>
        DotNet.RunAsync(_folder.Path, _feed.CleanProfile, [.. arguments, "-nologo", "-tl:off", $"-p:DatasetGuardToolPath={DotNet.BuiltTool}", "-p:DatasetGuardVerbosity=normal"]);

    /// <summary>How often the tool was run.</summary>
    public static int Scans(Run run) => run.Output.Split(" files in ").Length - 1;
}
