using System.Diagnostics;

namespace DatasetGuard.EndToEnd.Tests;

/// <summary>A folder feed with the packed MSBuild package, and a package folder of its own, made once for all tests.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public string Path => _folder["feed"];

    /// <summary>A feed of its own: most tests are about what happens without the tool's package.</summary>
    public string ToolPath => _folder["tool-feed"];

    public string Version { get; private set; } = "";

    /// <summary>The reference assemblies of .NET Standard are no part of the SDK; this repository's own build has fetched them.</summary>
    public static string FetchedPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } configured
        ? configured
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Nothing comes from the user's own package folder or settings.</summary>
    public IReadOnlyDictionary<string, string> CleanProfile => new Dictionary<string, string>
    {
        ["HOME"] = _folder["home"],
        ["DOTNET_CLI_HOME"] = _folder["home"],
        ["NUGET_PACKAGES"] = _folder["packages"],
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
    };

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["home"]);

        // The version that the task was built with; a commit since then would give the package another one.
        var task = Checkout.Path($"artifacts/bin/DatasetGuard.MSBuild/{DotNet.Configuration.ToLowerInvariant()}/DatasetGuard.MSBuild.dll");
        Version = FileVersionInfo.GetVersionInfo(task).ProductVersion!.Split('+')[0];
        await PackAsync("DatasetGuard.MSBuild", Path, "--no-build");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The tool for this platform: 130 MB, packed only where a test is about the package itself.</summary>
    public async Task PackToolAsync(string platform)
    {
        // Beside what was built, for the package of one platform is another build.
        string[] place = [$"-p:ArtifactsPath={Checkout.Path("artifacts/packages")}", "-p:RunAnalyzers=false"];
        await PackAsync("DatasetGuard.Cli", ToolPath, ["-r", platform, .. place]);
        await PackAsync("DatasetGuard.Cli", ToolPath, ["-p:CreateRidSpecificToolPackages=false", .. place]);
    }

    /// <summary>The only sources a restore in this folder knows.</summary>
    /// <param name="folder">Where the settings go.</param>
    /// <param name="others">Folders or addresses beside the feed.</param>
    public void WriteSettings(string folder, params string[] others)
    {
        var sources = others.Prepend(Path).Select((path, number) => $"""<add key="source{number}" value="{path}" allowInsecureConnections="true" />""");
        File.WriteAllText(System.IO.Path.Combine(folder, "nuget.config"), $"<configuration><packageSources><clear />{string.Concat(sources)}</packageSources></configuration>");
    }

    private async Task PackAsync(string project, string feed, params string[] options)
    {
        var pack = await DotNet.RunAsync(
            Checkout.Path(""),
            new Dictionary<string, string>(),
            ["pack", Checkout.Path($"src/{project}/{project}.csproj"), "-c", DotNet.Configuration, "-o", feed, "-nologo", $"-p:MinVerVersionOverride={Version}", .. options]);
        if (pack.Code != 0)
            throw new InvalidOperationException(pack.Output);
    }
}
